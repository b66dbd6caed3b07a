import type { SandboxLevel, SandboxProfile } from '../sandbox-profile';
import type { PrivateFolder } from '../sandbox.port';

/** Knows how to start a command at one level of isolation. */
export interface SandboxDriver {
  readonly name: 'bubblewrap' | 'unshare' | 'process';
  readonly level: SandboxLevel;
  readonly isolatesNetwork: boolean;
  /** Everything the command starts dies with the first process, whoever adopted it. */
  readonly ownsProcessTree: boolean;
  plan(run: DriverRun): SpawnPlan;
}

export interface DriverRun {
  readonly argv: readonly string[];
  readonly profile: SandboxProfile;
  readonly workspace: PrivateFolder;
  readonly environment: Readonly<Record<string, string>>;
}

/** What to spawn. */
export interface SpawnPlan {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** A file the first process inherits open, as its descriptor 3. */
  readonly inheritedFile?: string;
}
