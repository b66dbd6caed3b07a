import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bubblewrapDriver } from './drivers/bubblewrap-driver';
import { bareProcessDriver, processDriver } from './drivers/process-driver';
import type { SandboxDriver } from './drivers/sandbox-driver';
import { unshareDriver } from './drivers/unshare-driver';
import { findGroupHome } from './groups/find-group-home';
import { RunGroups } from './groups/run-groups';
import { LocalSandbox } from './local-sandbox';
import { createPrivateFolder, handOver, removePrivateFolder } from './private-folder';
import type { Sandbox } from './sandbox.port';
import type { SandboxProfile } from './sandbox-profile';

/** Strongest first; the last needs nothing but a shell. */
const DRIVERS: readonly SandboxDriver[] = [bubblewrapDriver, unshareDriver, processDriver, bareProcessDriver];

const PROBE_PROFILE: SandboxProfile = {
  name: 'probe',
  wall_seconds: 10,
  cpu_seconds: 10,
  memory_mb: 512,
  file_size_mb: 1,
  disk_mb: 16,
  open_files: 256,
  processes: 128,
  output_kb: 4,
  network: false,
  read_paths: [],
  write_paths: [],
  environment: [],
  minimum_level: 'limited',
};

/** Tries the drivers on this machine, by running something in each, and answers with the strongest that works. */
export async function probeSandbox(drivers: readonly SandboxDriver[] = DRIVERS): Promise<Sandbox> {
  const groups = RunGroups.open(findGroupHome());
  for (const driver of drivers) {
    if (groups !== null && (await works(driver, groups))) return new LocalSandbox(driver, groups);
    if (await works(driver)) return new LocalSandbox(driver);
  }
  return new LocalSandbox(bareProcessDriver);
}

/** True when a program in the sandbox starts, reads its workspace and writes to it. */
export async function works(driver: SandboxDriver, groups: RunGroups | null = null): Promise<boolean> {
  const workspace = await createPrivateFolder();
  try {
    await writeFile(join(workspace.path, 'question'), 'ready');
    await handOver(workspace);
    const script = 'require("fs").writeFileSync("answer", require("fs").readFileSync("question"))';
    const { exitCode } = await new LocalSandbox(driver, groups).run({
      argv: [process.execPath, '-e', script],
      profile: PROBE_PROFILE,
      workspace,
      environment: { PATH: '/usr/local/bin:/usr/bin:/bin' },
      signal: AbortSignal.timeout(10_000),
      onOutput: () => undefined,
    });
    return exitCode === 0;
  } finally {
    await removePrivateFolder(workspace);
  }
}
