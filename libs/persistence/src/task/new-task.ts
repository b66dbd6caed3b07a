import type { RetryPolicy, TaskStatus } from '@cadre/domain';
import type { DataRejectedError } from '../database/errors';

/** A task that is about to be accepted: validated and authorised, with its id given. */
export interface NewTask {
  /** UUIDv7. The same id submitted twice is one task. */
  readonly taskId: string;
  readonly tenant: string;
  readonly agentId: string;
  readonly team: string;
  readonly submittedBy: string;
  readonly submittedByEmail: string | null;
  readonly priority: number;
  readonly executeAt: Date | null;
  readonly expiresAt: Date | null;
  /** Counted by the database's clock from the acceptance; `expiresAt` wins. */
  readonly ttlSeconds: number | null;
  readonly retryPolicy: RetryPolicy;
  readonly timeoutSeconds: number;
  readonly softTimeoutSeconds: number;
  readonly dedupeKey: string | null;
  readonly tags: readonly string[];
  readonly metadata: Readonly<Record<string, unknown>> | null;
  readonly inputArtifacts: readonly string[];
  readonly parentTaskId: string | null;
  readonly retriedFrom: string | null;
  readonly agentVersion: string | null;
  readonly traceParent: string | null;
  /** The step of a workflow it is made for, once for each of the step's attempts. */
  readonly workflow?: TaskOfWorkflow;
  /** Sealed before it reaches the database. */
  readonly parameters: unknown;
}

export interface TaskOfWorkflow {
  readonly workflowId: string;
  readonly path: string;
  readonly attempt: number;
}

/** What became of one task of a submission. */
export type TaskResult =
  | AcceptedTask
  /** A live task of the same tenant and agent holds the dedupe key. Whether the caller may read it is the caller's to say. */
  | {
      readonly kind: 'deduplicated';
      readonly taskId: string;
      readonly status: TaskStatus;
      readonly priority: number;
      readonly tenant: string;
      readonly submittedBy: string;
      readonly submittedAt: Date;
    }
  /** The database refused this row's data; the others are not affected. */
  | { readonly kind: 'rejected'; readonly error: DataRejectedError }
  /** Nothing is wrong with it, but it belongs to an atomic submission with a refused member. */
  | { readonly kind: 'withheld' };

export interface AcceptedTask {
  readonly kind: 'accepted';
  readonly taskId: string;
  readonly status: 'pending' | 'scheduled';
  readonly submittedAt: Date;
  readonly submitNo: number;
}
