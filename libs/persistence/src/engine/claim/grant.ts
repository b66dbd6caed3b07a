import type { ClaimDenial } from '@cadre/domain';
import type { ReplayObstacle } from '../../dlq/replay-dead-letter';
import type { Usage } from '../settle/ended-attempt';
import type { InputArtifactRow } from './sql/lock-claimed.sql';

/** A worker's wish to start the task of a dispatch message. */
export interface Claim {
  /** Chosen by the worker; the same id asked again is the same claim. */
  readonly claimId: string;
  readonly taskId: string;
  readonly dispatchNo: number;
  readonly workerId: string;
  readonly workerHost: string;
  readonly team: string;
  /** The message was the copy of this dead letter: the claim asks for its replay. */
  readonly deadLetterId?: string;
}

/** The right to run one attempt, with its opened payloads. */
export interface Grant {
  readonly leaseNo: number;
  readonly leaseToken: string;
  readonly leaseSeconds: number;
  readonly agentId: string;
  readonly agentVersion: string | null;
  readonly tenant: string;
  readonly parameters: Buffer;
  readonly checkpoint: Buffer | null;
  readonly inputArtifacts: readonly InputArtifactRow[];
  readonly timeoutSeconds: number;
  readonly softTimeoutSeconds: number;
  readonly failuresCounted: number;
  readonly maxRetries: number;
  readonly cancelRequested: boolean;
  readonly traceParent: string | null;
  /** What the attempts before have used; null if nothing. */
  readonly used: Usage | null;
  /** From due to now. */
  readonly waitedMs: number;
}

/** The new task, or why there is none and the dead letter stays open. */
export type Replayed = { readonly newTaskId: string } | { readonly why: ReplayObstacle };

export type ClaimResult =
  | { readonly granted: true; readonly claim: Claim; readonly grant: Grant }
  | {
      readonly granted: false;
      readonly claim: Claim;
      readonly reason: ClaimDenial;
      /** What became of a replay that was not refused. */
      readonly replay?: Replayed;
    };
