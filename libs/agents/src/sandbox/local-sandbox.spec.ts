import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith, SANDBOX_REQUIREMENTS } from '@cadre/testing';
import { bubblewrapDriver } from './drivers/bubblewrap-driver';
import { processDriver } from './drivers/process-driver';
import type { SandboxDriver } from './drivers/sandbox-driver';
import { LocalSandbox } from './local-sandbox';
import { createPrivateFolder, handOver, removePrivateFolder } from './private-folder';
import { probeSandbox, works } from './probe-sandbox';
import { hasInEnvironment, readProcessTable } from './process-table';
import type { SandboxProfile } from './sandbox-profile';
import type { PrivateFolder, SandboxOutcome } from './sandbox.port';
import { SANDBOX_DRIVERS, SMALL_PROFILE } from '../testing/sandbox-drivers';

jest.setTimeout(60_000);

for (const driver of SANDBOX_DRIVERS) {
  describeWith(SANDBOX_REQUIREMENTS[driver.name], `the ${driver.name} sandbox`, () => confines(driver));
}

function confines(driver: SandboxDriver): void {
  const { name } = driver;
  /** Nothing but a namespace of its own gives a command that. */
  const isolated = name === 'process' ? it.skip : it;
  let workspace: PrivateFolder;
  let output: string;

  beforeEach(async () => {
    workspace = await createPrivateFolder();
    output = '';
  });
  afterEach(() => removePrivateFolder(workspace));

  async function run(
    argv: string[],
    profile: Partial<SandboxProfile> = {},
    signal = new AbortController().signal,
  ): Promise<SandboxOutcome> {
    await handOver(workspace);
    return new LocalSandbox(driver).run({
      argv,
      profile: { ...SMALL_PROFILE, ...profile },
      workspace,
      environment: { PATH: '/usr/local/bin:/usr/bin:/bin', GREETING: 'hello' },
      signal,
      onOutput: (chunk) => (output += chunk.toString()),
    });
  }

  const sh = (script: string, profile?: Partial<SandboxProfile>, signal?: AbortSignal) =>
    run(['sh', '-c', script], profile, signal);
  const node = (script: string, profile?: Partial<SandboxProfile>) => run([process.execPath, '-e', script], profile);

  function leftovers(marker: string): number[] {
    return readProcessTable()
      .filter(({ pid, zombie }) => !zombie && hasInEnvironment(pid, marker))
      .map(({ pid }) => pid);
  }

  it('works on this machine', async () => {
    expect(await works(driver)).toBe(true);
  });

  it('runs a command in its workspace and hands on its exit code and output', async () => {
    writeFileSync(join(workspace.path, 'in.txt'), 'from outside');
    const outcome = await sh('cat in.txt; echo " $GREETING" >&2; echo made > out.txt; exit 3');
    expect(outcome).toMatchObject({ exitCode: 3, signal: null, exceeded: null, aborted: false });
    expect(output).toContain('from outside');
    expect(output).toContain('hello');
    expect(readFileSync(join(workspace.path, 'out.txt'), 'utf8')).toBe('made\n');
  });

  it("hands in nothing of the worker's environment", async () => {
    process.env['CANARY_SECRET'] = 'canary-7f3a';
    await sh('env');
    delete process.env['CANARY_SECRET'];
    expect(output).not.toContain('canary-7f3a');
    expect(output).not.toMatch(/npm_|JEST/);
  });

  it('gives the command an ordinary user without a way back', async () => {
    await sh('id -u; grep -E "NoNewPrivs|CapEff" /proc/self/status');
    if (process.getuid?.() === 0) expect(output).not.toMatch(/^0$/m);
    expect(output).toMatch(/NoNewPrivs:\s+1/);
    expect(output).toMatch(/CapEff:\s+0{16}/);
  });

  (name === 'bubblewrap' ? it : it.skip)('is refused what only serves to administer a machine', async () => {
    await sh(
      'grep Seccomp: /proc/self/status; unshare --user true; echo unshare=$?; mount -t tmpfs none /tmp; echo mount=$?; node -e "console.log(1+1)"',
    );
    expect(output).toMatch(/Seccomp:\s+2/);
    expect(output).toMatch(/unshare=[1-9]/);
    expect(output).toMatch(/mount=[1-9]/);
    expect(output).toMatch(/^2$/m);
  });

  it('cannot write outside of its workspace', async () => {
    const canary = join('/usr', `canary-${process.pid}`);
    const outcome = await sh(`touch ${canary} /etc/canary /canary 2>&1; echo rc=$?`);
    expect(outcome.exitCode).toBe(0);
    expect(existsSync(canary)).toBe(false);
    expect(output).toMatch(/rc=1/);
  });

  it('cannot read what is private to the worker', async () => {
    const secretFolder = mkdtempSync(join(tmpdir(), 'secret-'));
    writeFileSync(join(secretFolder, 'key'), 'canary-51cc', { mode: 0o600 });
    await sh(`cat ${secretFolder}/key /proc/${process.pid}/environ /etc/shadow; ls /root /home`);
    rmSync(secretFolder, { recursive: true });
    if (process.getuid?.() === 0 || name !== 'process') expect(output).not.toContain('canary-51cc');
    expect(output).not.toMatch(/root:[$*!]/);
  });

  isolated('sees no process but its own', async () => {
    await sh('ls /proc | grep -cE "^[0-9]+$"');
    expect(Number(output)).toBeLessThan(10);
  });

  isolated('reaches no service of the machine', async () => {
    const connections: unknown[] = [];
    const server: Server = createServer((socket) => {
      connections.push(socket.remotePort);
      socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await node(
      `const s=require('net').connect(${port},'127.0.0.1');s.on('connect',()=>{console.log('CONNECTED');process.exit()});s.on('error',e=>console.log(e.code))`,
    );
    await node(
      `require('http').get('http://169.254.169.254/',()=>console.log('CONNECTED')).on('error',e=>console.log(e.code))`,
    );
    server.close();
    expect(output).not.toContain('CONNECTED');
    expect(connections).toEqual([]);
  });

  isolated('finds no socket of a container engine', async () => {
    await sh(
      'ls -d /run/docker* /run/containerd* /run/user 2>/dev/null; find /run /var /tmp -type s 2>/dev/null | head',
    );
    expect(output.trim()).toBe('');
  });

  it('ends an endless command at its time limit', async () => {
    const outcome = await sh('while :; do sleep 1; done', { wall_seconds: 0.6 });
    expect(outcome.exceeded).toBe('time');
    expect(outcome.durationMs).toBeLessThan(5_000);
  });

  it('ends a busy command at its limit of processor time', async () => {
    const outcome = await sh('while :; do :; done', { cpu_seconds: 1 });
    expect(outcome.exceeded).toBe('cpu');
  });

  it('counts the processor time of all processes together', async () => {
    const outcome = await sh('for i in 1 2 3; do (while :; do :; done) & done; wait', { cpu_seconds: 1 });
    expect(outcome.exceeded).toBe('cpu');
  });

  it('ends a command that takes too much memory', async () => {
    const outcome = await node('const a=[];setInterval(()=>a.push(Buffer.alloc(2e7,1)),20)', { memory_mb: 200 });
    expect(outcome.exceeded).toBe('memory');
  });

  it('ends a command that writes too large a file', async () => {
    const outcome = await sh('head -c 20000000 /dev/zero > big');
    expect(outcome.exceeded).toBe('file_size');
    const viaNode = await node('require("fs").writeFileSync("big2", Buffer.alloc(2e7))');
    expect(viaNode.exceeded ?? viaNode.suspected).toBe('file_size');
  });

  it('ends a command that fills the disk with small files', async () => {
    const outcome = await sh('i=0; while :; do i=$((i+1)); head -c 1000000 /dev/zero > f$i; done', { disk_mb: 20 });
    expect(outcome.exceeded).toBe('file_size');
  });

  it('ends a command that opens too many files', async () => {
    const outcome = await node('const fs=require("fs");for(;;)fs.openSync("/dev/null")', { open_files: 64 });
    expect(outcome.suspected).toBe('open_files');
  });

  it('bounds a fork bomb and leaves nothing of it', async () => {
    const outcome = await sh('bomb() { bomb | bomb & }; bomb; while :; do sleep 0.1; done', {
      processes: 30,
      wall_seconds: 3,
    });
    // Shells whose forks fail give up, so the number may hover just below the bound until the time is over.
    expect(['processes', 'time']).toContain(outcome.exceeded ?? outcome.suspected);
    expect(leftovers('GREETING=hello')).toEqual([]);
  });

  it('cuts a flood of output', async () => {
    const outcome = await sh('yes');
    expect(outcome.exceeded).toBe('output');
    expect(output).toHaveLength(64 * 1024);
  });

  it('leaves no child behind that outlived the command', async () => {
    const outcome = await sh('(setsid sh -c "setsid sleep 300" >/dev/null 2>&1 &) ; sleep 300 & echo done');
    expect(outcome.exitCode).toBe(0);
    expect(leftovers('GREETING=hello')).toEqual([]);
  });

  it('ends the whole tree when it is told to', async () => {
    const controller = new AbortController();
    const running = sh('echo started; sleep 300 & setsid sleep 300 & wait', {}, controller.signal);
    while (!output.includes('started')) await new Promise((resolve) => setTimeout(resolve, 10));
    controller.abort();
    expect(await running).toMatchObject({ aborted: true, exceeded: null });
    expect(leftovers('GREETING=hello')).toEqual([]);
  });

  it('says 127 for a program that does not exist', async () => {
    expect((await sh('no-such-program')).exitCode).toBe(127);
  });
}

describe('choosing a sandbox', () => {
  it('takes the strongest that works here', async () => {
    const expected = SANDBOX_DRIVERS.find(({ name }) => SANDBOX_REQUIREMENTS[name].look().state === 'works')?.name;
    expect((await probeSandbox()).driver).toBe(expected ?? 'process');
  });

  it('passes over a driver whose tool is missing', async () => {
    const missing: SandboxDriver = {
      ...bubblewrapDriver,
      plan: (run) => ({ ...bubblewrapDriver.plan(run), file: '/no/such/tool' }),
    };
    expect((await probeSandbox([missing, processDriver])).level).toBe('limited');
  });
});
