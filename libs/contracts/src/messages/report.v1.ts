import type { ArtifactRefV1 } from './claim.v1';
import type { UsageV1 } from './usage.v1';

/** worker → orchestrator: how attempts ended. Resent every 5 s until each is `settled` or `lost`. */
export interface ReportV1 {
  readonly worker_id: string;
  readonly team: string;
  readonly reports: readonly AttemptReportV1[];
}

export interface AttemptReportV1 {
  readonly task_id: string;
  readonly lease_no: number;
  readonly lease_token: string;
  readonly outcome: AttemptOutcomeV1;
  readonly duration_ms: number;
  /** The version of the definition that ran; absent when none did. */
  readonly agent_version?: string;
  readonly usage?: UsageV1;
  readonly artifacts?: readonly ReportedArtifactV1[];
  readonly logs?: readonly SealedLogLineV1[];
}

export type AttemptOutcomeV1 =
  /** `sealed_result`: sealed with the team's bus key; AAD: report, task, lease_no. JSON of the result inside. */
  | { readonly kind: 'completed'; readonly sealed_result: string; readonly result_hash: string }
  | { readonly kind: 'failed'; readonly error: AttemptErrorV1 }
  /** The attempt was stopped for a reason that is not its own and counts for nothing. */
  | {
      readonly kind: 'handed_back';
      readonly reason: 'shutdown' | 'lease_unconfirmed' | 'circuit_open' | 'provider_paused';
    }
  /** Somebody outside will call back with the answer; the task waits without a lease. */
  | {
      readonly kind: 'waiting';
      readonly reason: 'callback';
      /** How long to wait at most. */
      readonly deadline_seconds: number;
      /** SHA-256, in hex, of the token in the callback's address. */
      readonly token_hash: string;
      /** The secret that signs the callback, sealed like a result. */
      readonly sealed_secret: string;
    }
  /** A person has to agree to the call of a tool; the task waits without a lease. */
  | {
      readonly kind: 'approval';
      /** How long to wait at most. */
      readonly deadline_seconds: number;
      readonly tool: string;
      /** SHA-256, in hex, over the task, the call, the tool and its arguments. */
      readonly request_hash: string;
      /** Whoever submitted the task may not decide. */
      readonly four_eyes: boolean;
      /** The arguments of the call as JSON, sealed like a result. */
      readonly sealed_arguments: string;
      /** What the next attempt finds, an object as JSON, sealed like a result. */
      readonly sealed_checkpoint: string;
    }
  /** The agent stopped because it was told to. */
  | { readonly kind: 'cancelled' };

export interface AttemptErrorV1 {
  readonly code: string;
  /** One of the domain's error classes. */
  readonly class: string;
  /** At most 8 kB. */
  readonly message: string;
  /** Sealed like a result; for admins only. */
  readonly sealed_stack?: string;
  readonly retry_after_seconds?: number;
}

export interface ReportedArtifactV1 extends ArtifactRefV1 {
  readonly kind: string;
}

export interface SealedLogLineV1 {
  readonly line_no: number;
  readonly at: string;
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly sealed: string;
}

export interface ReportAnswerV1 {
  readonly results: readonly {
    readonly task_id: string;
    readonly lease_no: number;
    /** The report's own: after a restored backup two leases of a task may share their number. */
    readonly lease_token: string;
    readonly verdict: 'settled' | 'lost' | 'retry_later';
  }[];
}
