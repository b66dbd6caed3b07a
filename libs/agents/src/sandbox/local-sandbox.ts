import type { SandboxDriver } from './drivers/sandbox-driver';
import type { RunGroups } from './groups/run-groups';
import { SupervisedRun } from './supervised-run';
import type { Sandbox, SandboxedCommand, SandboxOutcome } from './sandbox.port';
import type { SandboxLevel } from './sandbox-profile';

/** A sandbox on this machine, by one driver, and by control groups where there are some. */
export class LocalSandbox implements Sandbox {
  constructor(
    private readonly how: SandboxDriver,
    private readonly groups: RunGroups | null = null,
  ) {}

  get driver(): string {
    return this.how.name;
  }

  get level(): SandboxLevel {
    return this.how.level;
  }

  get isolatesNetwork(): boolean {
    return this.how.isolatesNetwork;
  }

  run(command: SandboxedCommand): Promise<SandboxOutcome> {
    return new SupervisedRun(this.how, command, this.groups).outcome();
  }
}
