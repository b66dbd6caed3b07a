import type { ClaimDenial } from '@cadre/domain';
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
  /** From due to now. */
  readonly waitedMs: number;
}

export type ClaimResult =
  | { readonly granted: true; readonly claim: Claim; readonly grant: Grant }
  | { readonly granted: false; readonly claim: Claim; readonly reason: ClaimDenial };
