import type { SandboxDriver } from './drivers/sandbox-driver';
import { SupervisedRun } from './supervised-run';
import type { Sandbox, SandboxedCommand, SandboxOutcome } from './sandbox.port';
import type { SandboxLevel } from './sandbox-profile';

/** A sandbox on this machine, by one driver. */
export class LocalSandbox implements Sandbox {
  constructor(private readonly how: SandboxDriver) {}

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
    return new SupervisedRun(this.how, command).outcome();
  }
}
