import type { ErrorClass } from '@cadre/domain';
import type { Usage } from '../settle/ended-attempt';

/** How an attempt ended, as its worker says, with its payloads opened. */
export interface AttemptReport {
  readonly taskId: string;
  readonly leaseNo: number;
  readonly leaseToken: string;
  readonly workerId: string;
  readonly team: string;
  readonly outcome: ReportedOutcome;
  readonly durationMs: number;
  readonly usage: Usage | null;
  readonly agentVersion: string | null;
  readonly artifacts: readonly ReportedArtifact[];
  readonly logs: readonly ReportedLogLine[];
}

export type ReportedOutcome =
  /** `result` is null when it did not open. `hash` tells two results apart. */
  | { readonly kind: 'completed'; readonly result: Buffer | null; readonly hash: string }
  | {
      readonly kind: 'failed';
      readonly errorClass: ErrorClass;
      readonly errorCode: string;
      readonly message: string;
      readonly stack: string | null;
      readonly retryAfterSeconds?: number;
    }
  | { readonly kind: 'handed_back'; readonly reason: string }
  | { readonly kind: 'cancelled' }
  /** `secret` is null when it did not open. */
  | {
      readonly kind: 'waiting';
      readonly reason: 'callback';
      readonly deadlineSeconds: number;
      readonly tokenHash: string;
      readonly secret: Buffer | null;
    }
  /** `arguments` and `checkpoint` hold JSON; they are null when they did not open. */
  | {
      readonly kind: 'approval';
      readonly deadlineSeconds: number;
      readonly tool: string;
      readonly requestHash: string;
      readonly fourEyes: boolean;
      readonly arguments: Buffer | null;
      readonly checkpoint: Buffer | null;
    };

export interface ReportedArtifact {
  readonly artifactId: string;
  readonly kind: string;
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
  readonly contentType: string;
}

export interface ReportedLogLine {
  readonly lineNo: number;
  readonly at: Date;
  readonly level: string;
  readonly text: string;
}

/**
 * `settled`: the outcome stands, by this report or by the same one before. `lost`: the lease was no longer the worker's, or
 * the attempt had ended otherwise; nothing changed.
 */
export interface ReportResult {
  readonly report: AttemptReport;
  readonly verdict: 'settled' | 'lost';
}
