import { findGroupHome } from '../sandbox/groups/find-group-home';
import { RunGroups } from '../sandbox/groups/run-groups';
import { LocalSandbox } from '../sandbox/local-sandbox';
import { createPrivateFolder, handOver } from '../sandbox/private-folder';
import { SANDBOX_DRIVERS, SMALL_PROFILE } from './sandbox-drivers';

/** A process that runs one command in a sandbox, to be killed: its arguments are the driver and how long to sleep. */
async function main([name, seconds]: readonly string[]): Promise<void> {
  const driver = SANDBOX_DRIVERS.find((each) => each.name === name);
  if (driver === undefined) throw new Error(`there is no driver "${name}"`);
  const workspace = await createPrivateFolder();
  await handOver(workspace);
  process.stdout.write(`runs in ${workspace.root}\n`);
  await new LocalSandbox(driver, RunGroups.open(findGroupHome())).run({
    argv: ['/bin/sh', '-c', `setsid sleep ${seconds} & sleep ${seconds}; wait`],
    profile: { ...SMALL_PROFILE, wall_seconds: 60 },
    workspace,
    environment: { PATH: '/usr/bin:/bin' },
    signal: new AbortController().signal,
    onOutput: () => undefined,
  });
}

void main(process.argv.slice(2));
