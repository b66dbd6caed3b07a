import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { probeSandbox } from '../../sandbox/probe-sandbox';
import type { SandboxProfile } from '../../sandbox/sandbox-profile';
import type { Sandbox } from '../../sandbox/sandbox.port';
import { cancelRequested } from '../../execution/abort-reasons';
import { aTask, RecordingContext } from '../../testing/recording-context';
import { readInside, writeInside } from './inside-folder';
import { createSandboxRun, mayRunForModels } from './sandbox-run';

jest.setTimeout(60_000);

const PROFILE: SandboxProfile = {
  name: 'tool',
  wall_seconds: 20,
  cpu_seconds: 20,
  memory_mb: 400,
  file_size_mb: 4,
  disk_mb: 64,
  open_files: 256,
  processes: 60,
  output_kb: 512,
  network: false,
  read_paths: [],
  write_paths: [],
  environment: [],
  minimum_level: 'limited',
};

describe('sandbox.run', () => {
  let sandbox: Sandbox;
  let context: RecordingContext;
  beforeAll(async () => {
    sandbox = await probeSandbox();
  });
  beforeEach(() => {
    context = new RecordingContext();
  });

  const run = (args: object) =>
    createSandboxRun({ sandbox, profile: PROFILE, hostEnvironment: { SECRET: 'canary' } }).execute(
      { files: [], keep: [], timeout_seconds: 10, ...args },
      { task: aTask({}), attempt: context },
    );

  it('runs a command over the files it is given, and keeps what is asked for', async () => {
    const files = [{ path: 'src/in.txt', content: 'tea' }];
    const result = await run({
      command: 'cat src/in.txt; echo done >&2; tr a-z A-Z < src/in.txt > out.txt',
      files,
      keep: ['out.txt'],
    });
    expect(result).toMatchObject({ exit_code: 0, is_cut: false, kept: [{ name: 'out.txt', size: 3 }] });
    expect((result as { output: string }).output).toContain('tea');
    expect((result as { output: string }).output).toContain('done');
    expect(context.files.get('out.txt')).toMatchObject({ content: 'TEA' });
  });

  it('tells a failure as it is, with the end of what was printed', async () => {
    const result = await run({ command: 'seq 1 30000; exit 3' });
    expect(result).toMatchObject({ exit_code: 3, is_cut: true, kept: [] });
    expect((result as { output: string }).output).toMatch(/30000\n$/);
  });

  it('has nothing of the worker in its environment', async () => {
    expect(JSON.stringify(await run({ command: 'env' }))).not.toContain('canary');
  });

  it('ends at its time limit, with the code of that limit', async () => {
    await expect(run({ command: 'sleep 30', timeout_seconds: 1 })).rejects.toMatchObject({
      code: 'SANDBOX_TIME_EXCEEDED',
    });
  });

  it('ends with the attempt', async () => {
    const running = run({ command: 'sleep 30' });
    context.controller.abort(cancelRequested());
    await expect(running).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it.each(['../out', '/etc/passwd', 'a/../../out', 'a//b', '.', 'a\\b'])('refuses the path %j', async (path) => {
    const denied = { code: 'SANDBOX_PATH_DENIED' };
    await expect(run({ command: 'true', files: [{ path, content: 'x' }] })).rejects.toMatchObject(denied);
    await expect(run({ command: 'true', keep: [path] })).rejects.toMatchObject(denied);
  });

  it('keeps nothing that a link, a folder or a pipe stands for', async () => {
    const command = 'ln -s /etc/passwd link; ln -s /etc dir; mkdir folder; mkfifo pipe';
    for (const path of ['link', 'dir/passwd', 'folder', 'pipe', 'nothing']) {
      await expect(run({ command, keep: [path] })).rejects.toMatchObject({ code: 'SANDBOX_PATH_DENIED' });
    }
    expect(context.files.size).toBe(0);
  });

  it('is not offered where a model could reach the network or the machine', () => {
    const weak = { ...sandbox, level: 'limited', isolatesNetwork: false } as Sandbox;
    const strong = { ...sandbox, level: 'namespaced', isolatesNetwork: true } as Sandbox;
    expect(mayRunForModels(weak, PROFILE)).toBe(false);
    expect(mayRunForModels(strong, PROFILE)).toBe(true);
    expect(mayRunForModels(strong, { ...PROFILE, minimum_level: 'isolated' })).toBe(false);
  });
});

describe('a file inside of a folder', () => {
  let folder: string;
  let outside: string;
  beforeEach(() => {
    outside = mkdtempSync(join(tmpdir(), 'outside-'));
    writeFileSync(join(outside, 'secret'), 'secret');
    folder = join(outside, 'root');
    mkdirSync(folder);
    symlinkSync(outside, join(folder, 'up'));
    symlinkSync(join(outside, 'secret'), join(folder, 'file'));
  });
  afterEach(() => rmSync(outside, { recursive: true }));

  it.each(['up/secret', 'file'])('is not reached through the link in %j', async (path) => {
    const denied = { code: 'SANDBOX_PATH_DENIED' };
    await expect(writeInside(folder, path, 'overwritten')).rejects.toMatchObject(denied);
    await expect(readInside(folder, path, 100)).rejects.toMatchObject(denied);
    expect(readFileSync(join(outside, 'secret'), 'utf8')).toBe('secret');
  });

  it('is read up to a size', async () => {
    await writeInside(folder, 'a/b.txt', '12345');
    expect((await readInside(folder, 'a/b.txt', 5)).toString()).toBe('12345');
    await expect(readInside(folder, 'a/b.txt', 4)).rejects.toMatchObject({ code: 'ARTIFACT_REJECTED' });
  });
});
