import type { Readable } from 'node:stream';
import type { SandboxLevel, SandboxProfile } from './sandbox-profile';

/** The kinds of limit a command can run into; each has an error code of its own. */
export const SANDBOX_LIMITS = [
  'time',
  'cpu',
  'memory',
  'file_size',
  'open_files',
  'processes',
  'output',
  'path',
  'network',
] as const;
export type SandboxLimit = (typeof SANDBOX_LIMITS)[number];

/** Runs commands apart from the machine. */
export interface Sandbox {
  /** What stands between a command and the machine here. */
  readonly driver: string;
  readonly level: SandboxLevel;
  /** False when a profile's "no network" cannot be enforced here. */
  readonly isolatesNetwork: boolean;
  /**
   * Runs one command to its end, or until a limit or the signal ends it. Nothing it started is alive afterwards. Never
   * rejects because of what the command does.
   */
  run(command: SandboxedCommand): Promise<SandboxOutcome>;
}

export interface SandboxedCommand {
  readonly argv: readonly string[];
  readonly profile: SandboxProfile;
  /** The private folder the command works in, and the only place it may change. */
  readonly workspace: PrivateFolder;
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** What the command reads; nothing if it is left out. */
  readonly input?: Readable;
  /** Both streams of the command, unless somebody listens to the second one. */
  onOutput(chunk: Buffer): void;
  onErrorOutput?(chunk: Buffer): void;
}

/** A folder made for one run, owned by the identity the run has. */
export interface PrivateFolder {
  /** Holds `workspace` and what the sandbox itself needs. */
  readonly root: string;
  readonly path: string;
  readonly identity: RunIdentity | null;
}

/** A user of its own per run, when the worker may choose: limits on processes count per user. */
export interface RunIdentity {
  readonly uid: number;
  readonly gid: number;
}

export interface SandboxOutcome {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly durationMs: number;
  /** The limit that ended the command, if one did. */
  readonly exceeded: SandboxLimit | null;
  /** A limit the failed command complained about; it may also have been talking of something else. */
  readonly suspected: SandboxLimit | null;
  /** The caller's signal ended it. */
  readonly aborted: boolean;
}
