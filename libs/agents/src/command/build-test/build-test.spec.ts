import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { BuildTestSummaryV1 } from '@cadre/contracts';
import { cancelRequested } from '../../execution/abort-reasons';
import { projectFile } from '../../definition/project-file';
import { probeSandbox } from '../../sandbox/probe-sandbox';
import type { Sandbox } from '../../sandbox/sandbox.port';
import { SandboxProfiles, type SandboxProfile } from '../../sandbox/sandbox-profile';
import { aDefinition, aTask, RecordingContext } from '../../testing/recording-context';
import { createBuildTest } from './build-test';

jest.setTimeout(60_000);

const PASSING = "require('node:test').test('adds', () => {});\n";
const FAILING =
  "const t=require('node:test');t.test('adds',()=>{});t.test('is cheap',()=>{throw new Error('too dear')});\n";
const manifest = (scripts: Record<string, string>, more: object = {}) =>
  JSON.stringify({ name: 'shop', version: '1.0.0', scripts, ...more });

describe('build-test', () => {
  let sandbox: Sandbox;
  let root: string;
  let context: RecordingContext;
  const shipped = SandboxProfiles.load(projectFile('configs/sandbox_limits.json'));

  beforeAll(async () => {
    sandbox = await probeSandbox();
  });
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'build-test-'));
    context = new RecordingContext();
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  function project(files: Record<string, string>): string {
    const folder = join(root, 'project');
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
    return folder;
  }

  function run(
    parameters: Record<string, unknown>,
    profile?: Partial<SandboxProfile>,
    on = sandbox,
  ): Promise<BuildTestSummaryV1> {
    const profiles =
      profile === undefined
        ? shipped
        : new SandboxProfiles(new Map([['build-test', { ...shipped.get('build-test'), ...profile }]]));
    const executor = createBuildTest({
      sandbox: on,
      profiles,
      workspaceRoots: [root],
      hostEnvironment: { TZ: 'Asia/Seoul', SECRET: 'canary-99' },
    });
    const task = aTask(parameters, { definition: aDefinition({ agent_id: 'build-test', executor: 'command' }) });
    return executor.execute(task, context) as Promise<BuildTestSummaryV1>;
  }

  const artifact = (name: string): unknown => JSON.parse(context.files.get(name)?.content ?? 'null');

  it('builds and tests a project, and writes what it found', async () => {
    const path = project({
      'package.json': manifest({ build: 'echo built > made.txt', test: 'test -f made.txt && node --test' }),
      'a.test.js': FAILING,
    });
    const summary = await run({ workspace: { path } });
    expect(summary).toMatchObject({
      ok: false,
      tests: { total: 2, passed: 1, failed: 1, skipped: 0 },
      failures: [{ name: 'is cheap', message: 'too dear', file: 'a.test.js', line: 1 }],
      sandbox: { profile: 'build-test', driver: sandbox.driver, level: sandbox.level },
    });
    expect([...context.files.keys()].sort()).toEqual([
      'build.log',
      'report.json',
      'report.json.meta.json',
      'summary.json',
      'test.log',
    ]);
    expect(artifact('summary.json')).toEqual(summary);
    expect(artifact('report.json')).toMatchObject({
      steps: [
        { step: 'build', exit_code: 0 },
        { step: 'test', exit_code: 1 },
      ],
    });
    expect(artifact('report.json.meta.json')).toMatchObject({
      artifact: 'report.json',
      producer: { agent_id: 'build-test', attempt: 1 },
    });
    expect(context.files.get('test.log')?.content).toContain('too dear');
    expect(readdirSync(path).sort()).toEqual(['a.test.js', 'package.json']);
  });

  it('is fine with a project whose tests pass', async () => {
    const path = project({ 'package.json': manifest({ test: 'node --test' }), 'a.test.js': PASSING });
    expect(await run({ workspace: { path } })).toMatchObject({
      ok: true,
      tests: { total: 1, passed: 1 },
      failures: [],
    });
  });

  it('takes an uploaded archive, with the project in a folder of its own', async () => {
    const path = project({ 'package.json': manifest({ test: 'node --test' }), 'a.test.js': PASSING });
    execFileSync('tar', ['czf', join(root, 'shop.tgz'), '-C', root, 'project']);
    context.inputs.set('the-archive', readFileSync(join(root, 'shop.tgz')));
    rmSync(path, { recursive: true });
    expect(await run({ workspace: { artifact_id: 'the-archive' } })).toMatchObject({ ok: true, tests: { total: 1 } });
  });

  describe('from a git bundle', () => {
    const git = (...args: string[]): string =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@localhost', ...args], {
        cwd: join(root, 'project'),
        encoding: 'utf8',
      });

    function bundle(...args: string[]): void {
      git('bundle', 'create', '-q', join(root, 'shop.bundle'), ...args);
      context.inputs.set('the-bundle', readFileSync(join(root, 'shop.bundle')));
    }

    beforeEach(() => {
      const path = project({
        'package.json': manifest({ test: 'ls -l; cat secrets; node --test' }),
        'a.test.js': FAILING,
      });
      symlinkSync('/etc/passwd', join(path, 'secrets'));
      git('init', '-q', '-b', 'trunk');
      git('add', '-A');
      git('commit', '-qm', 'first');
      writeFileSync(join(path, 'a.test.js'), PASSING);
      git('commit', '-qam', 'second');
    });

    it('tests its head, with links that lead nowhere but into the sandbox', async () => {
      bundle('HEAD', 'trunk');
      const summary = await run({ workspace: { artifact_id: 'the-bundle' } });
      expect(summary).toMatchObject({ ok: true, tests: { total: 1, passed: 1 } });
      if (sandbox.level === 'isolated') expect(context.files.get('test.log')?.content).not.toMatch(/^root:/m);
      expect(context.files.get('test.log')?.content).toContain('secrets -> /etc/passwd');
    });

    it('tests its only branch when it has no head', async () => {
      bundle('trunk');
      expect(await run({ workspace: { artifact_id: 'the-bundle' } })).toMatchObject({ ok: true });
    });

    it.each([
      ['builds on what it does not hold', () => bundle('HEAD~1..trunk'), 'commits that it does not hold'],
      [
        'is cut off',
        () => {
          bundle('HEAD');
          const whole = context.inputs.get('the-bundle') ?? Buffer.alloc(0);
          context.inputs.set('the-bundle', whole.subarray(0, whole.length - 40));
        },
        'git cannot read the bundle',
      ],
    ])('refuses one that %s', async (_, prepare, words) => {
      prepare();
      await expect(run({ workspace: { artifact_id: 'the-bundle' } })).rejects.toMatchObject({
        code: 'ARTIFACT_REJECTED',
        message: expect.stringContaining(words) as string,
      });
    });
  });

  it('applies a patch before it runs anything, and says when it does not fit', async () => {
    const path = project({
      'package.json': manifest({ test: 'node --test' }),
      'a.test.js': 'let price = 2;\n' + PASSING,
    });
    const patch = (from: string) =>
      `--- a/a.test.js\n+++ b/a.test.js\n@@ -1 +1 @@\n-let price = ${from};\n+throw new Error('patched');\n`;
    context.inputs.set('the-patch', Buffer.from(patch('2').replace('@@ -1 +1 @@', '@@ -1,2 +1,2 @@') + ` ${PASSING}`));
    const summary = await run({ workspace: { path }, patch: { artifact_id: 'the-patch' } });
    expect(summary).toMatchObject({ ok: false, tests: { failed: 1 } });
    expect(readFileSync(join(path, 'a.test.js'), 'utf8')).toContain('let price = 2');
    context.inputs.set('the-patch', Buffer.from(patch('3')));
    await expect(run({ workspace: { path }, patch: { artifact_id: 'the-patch' } })).rejects.toMatchObject({
      code: 'PATCH_REJECTED',
      errorClass: 'permanent',
    });
  });

  it('reads no report through a link that the run has left', async () => {
    const report = '<testsuite name="canary-of-the-host"><testcase name="x"/></testsuite>';
    writeFileSync(join(root, 'junit.xml'), report);
    const test = `ln -s ${join(root, 'junit.xml')} junit.xml; mkfifo report.xml`;
    const summary = await run({ workspace: { path: project({ 'package.json': manifest({ test }) }) } });
    expect(summary).toMatchObject({ ok: true, tests: { total: 0 } });
  });

  it('refuses an archive that is none', async () => {
    context.inputs.set('the-archive', Buffer.from('no archive'));
    await expect(run({ workspace: { artifact_id: 'the-archive' } })).rejects.toMatchObject({
      code: 'ARTIFACT_REJECTED',
      errorClass: 'permanent',
    });
  });

  it("runs the caller's commands instead of the project's", async () => {
    const path = project({ 'a.test.js': PASSING });
    const summary = await run({ workspace: { path }, commands: { build: 'echo hello', test: 'node --test' } });
    expect(summary.ok).toBe(true);
    expect(context.files.get('build.log')?.content).toContain('hello');
  });

  it('says what is wrong when the build fails, and does not test then', async () => {
    const path = project({
      'package.json': manifest({ build: 'echo "syntax error"; exit 2', test: 'node --test' }),
      'a.test.js': PASSING,
    });
    const summary = await run({ workspace: { path } });
    expect(summary).toMatchObject({ ok: false, tests: { total: 0 }, failures: [{ name: 'npm run build' }] });
    expect(summary.failures[0]?.message).toContain('syntax error');
  });

  it('does not call it fine when the tests did not even start', async () => {
    const path = project({ 'package.json': manifest({ test: 'exit 7' }) });
    expect(await run({ workspace: { path } })).toMatchObject({
      ok: false,
      tests: { total: 0 },
      failures: [{ name: 'npm test' }],
    });
  });

  it.each([
    ['no way to test', { 'readme.md': 'x' }, 'WORKSPACE_UNREADABLE'],
    ['a broken package.json', { 'package.json': '{' }, 'WORKSPACE_UNREADABLE'],
    [
      'the test script of npm init',
      { 'package.json': manifest({ test: 'echo "Error: no test specified" && exit 1' }) },
      'WORKSPACE_UNREADABLE',
    ],
  ])('refuses a workspace with %s', async (_, files, code) => {
    await expect(
      run({ workspace: { path: project(files as unknown as Record<string, string>) } }),
    ).rejects.toMatchObject({ code, errorClass: 'permanent' });
  });

  it.each([
    ['outside of the roots', () => '/etc'],
    ['a climbing path', () => join(root, '..')],
    [
      'a link that leads out',
      () => {
        symlinkSync('/etc', join(root, 'out'));
        return join(root, 'out');
      },
    ],
    ['a folder that does not exist', () => join(root, 'absent')],
    [
      'a file',
      () => {
        writeFileSync(join(root, 'file'), '');
        return join(root, 'file');
      },
    ],
  ])('refuses %s', async (_, path) => {
    await expect(run({ workspace: { path: path() } })).rejects.toMatchObject({
      code: 'WORKSPACE_NOT_ALLOWED',
      errorClass: 'policy_denied',
    });
  });

  it('leaves links that lead out of the workspace behind', async () => {
    const path = project({
      'package.json': manifest({ test: 'ls -la; node --test' }),
      'a.test.js': PASSING,
      'lib/real.js': '',
    });
    symlinkSync('/etc/passwd', join(path, 'secrets'));
    symlinkSync('lib/real.js', join(path, 'inner.js'));
    await run({ workspace: { path } });
    expect(context.files.get('test.log')?.content).not.toContain('secrets');
    expect(context.files.get('test.log')?.content).toContain('inner.js -> lib/real.js');
  });

  it('hands in only the variables its profile names', async () => {
    const path = project({ 'package.json': manifest({ test: 'env; node --test' }), 'a.test.js': PASSING });
    await run({ workspace: { path } });
    expect(context.files.get('test.log')?.content).toContain('TZ=Asia/Seoul');
    expect(context.files.get('test.log')?.content).not.toContain('canary-99');
  });

  it("fails with the limit's own code when a limit is reached, and keeps the traces", async () => {
    const path = project({ 'package.json': manifest({ test: 'echo begun; while :; do sleep 1; done' }) });
    await expect(run({ workspace: { path } }, { wall_seconds: 2 })).rejects.toMatchObject({
      code: 'SANDBOX_TIME_EXCEEDED',
      errorClass: 'sandbox_limit',
    });
    expect(artifact('error.json')).toMatchObject({ code: 'SANDBOX_TIME_EXCEEDED' });
    expect(context.files.get('test.log')?.content).toContain('begun');
  });

  it('says that an installation needs the network', async () => {
    const path = project({ 'package.json': manifest({ test: 'node --test' }) });
    const commands = { install: 'echo "npm error code EAI_AGAIN" >&2; exit 1', test: 'true' };
    await expect(run({ workspace: { path }, commands })).rejects.toMatchObject({ code: 'SANDBOX_NETWORK_DENIED' });
  });

  it('lets a failing test talk about limits without being one', async () => {
    const test = "require('node:test').test('reads', () => { throw new Error('EMFILE: too many open files') });\n";
    const path = project({ 'package.json': manifest({ test: 'node --test' }), 'a.test.js': test });
    expect(await run({ workspace: { path } })).toMatchObject({ ok: false, tests: { failed: 1 } });
  });

  it('starts no further command when its attempt may make no further call', async () => {
    const path = project({ 'package.json': manifest({ build: 'true', test: 'node --test' }), 'a.test.js': PASSING });
    context.callsAllowed = 1;
    await expect(run({ workspace: { path } })).rejects.toMatchObject({ code: 'LEASE_LOST' });
    expect(context.logLines).toEqual([expect.stringContaining('npm run build ended with 0')]);
  });

  it('stops with everything it started when it is cancelled', async () => {
    const path = project({ 'package.json': manifest({ test: 'sleep 300' }) });
    const running = run({ workspace: { path } });
    setTimeout(() => context.controller.abort(cancelRequested()), 300);
    await expect(running).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('refuses a machine that is weaker than the profile demands', async () => {
    const path = project({ 'package.json': manifest({ test: 'node --test' }) });
    const weak: Sandbox = {
      driver: 'process',
      level: 'limited',
      isolatesNetwork: false,
      run: (command) => sandbox.run(command),
    };
    await expect(run({ workspace: { path } }, { minimum_level: 'isolated' }, weak)).rejects.toMatchObject({
      code: 'SANDBOX_UNAVAILABLE',
    });
    await expect(run({ workspace: { path }, limits_profile: 'no-such' })).rejects.toMatchObject({
      code: 'SANDBOX_UNAVAILABLE',
    });
  });
});
