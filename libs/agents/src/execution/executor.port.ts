import type { ArtifactRefV1, ReportedArtifactV1, UsageV1 } from '@cadre/contracts';
import type { AgentDefinition } from '@cadre/domain';
import type { Readable } from 'node:stream';

/**
 * Does the work of an agent. It must stop soon after `context.signal` fires, by throwing the signal's reason or by
 * answering with what it has; one that does not is abandoned when the hard limit comes.
 */
export interface AgentExecutor {
  /** Resolves with the output; rejects with an AgentFailure, or with anything else, which counts as transient. */
  execute(task: AgentTask, context: ExecutionContext): Promise<unknown>;
}

/** One attempt of a task as its executor sees it. */
export interface AgentTask {
  readonly taskId: string;
  readonly tenant: string;
  /** lease_no */
  readonly attempt: number;
  /** Failures counted before this attempt. */
  readonly failuresCounted: number;
  readonly definition: AgentDefinition;
  /** Checked against the agent's schema, defaults filled in. */
  readonly parameters: unknown;
  readonly inputArtifacts: readonly ArtifactRefV1[];
  /** What the attempts before this one have used. */
  readonly usedBefore: UsageV1;
  readonly traceParent: string | null;
}

export interface ExecutionContext {
  /** Fires with an AgentFailure as reason: soft or hard time limit, cancel, lost lease, shutdown. */
  readonly signal: AbortSignal;
  /**
   * Must be called before each call that costs or changes something outside: to a model, a tool, an address, a command.
   * Throws the signal's reason when the attempt was told to stop, or no longer knows whether the task is still its own.
   */
  beforeCall(): void;
  /** 0 to 100; what goes backwards or beyond is bounded, what comes too often is merged. */
  progress(percent: number, message?: string, step?: string): void;
  /** A line of the attempt's log; bounded in length and number. */
  log(level: LogLevel, message: string): void;
  readonly artifacts: TaskArtifacts;
  /** Tells the orchestrator at once that this attempt lives, instead of with the next heartbeat. */
  heartbeat(): void;
  /** Keeps a resume point for the next attempt. */
  checkpoint(data: unknown): void;
  /** What the previous attempt kept; null if none did. */
  readonly lastCheckpoint: unknown;
  /** Adds to what this attempt has used. */
  usage(used: UsageV1): void;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** The files of one task: what came with its parameters, and what the agent writes. */
export interface TaskArtifacts {
  /** Rejects with an AgentFailure (ARTIFACT_NOT_FOUND) for a file that is not among the task's inputs. */
  read(artifactId: string): Promise<Readable>;
  /** Rejects with an AgentFailure (ARTIFACT_REJECTED) for a bad name or too much content. */
  write(file: NewArtifact): Promise<ReportedArtifactV1>;
}

export interface NewArtifact {
  readonly name: string;
  readonly kind: string;
  readonly contentType: string;
  readonly content: string | Buffer | Readable;
}
