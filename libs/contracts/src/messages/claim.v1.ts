import type { UsageV1 } from './usage.v1';

/** worker → orchestrator: may I run these? Many claims per message. */
export interface ClaimRequestV1 {
  readonly worker_id: string;
  readonly worker_host: string;
  readonly team: string;
  readonly claims: readonly ClaimV1[];
}

export interface ClaimV1 {
  /** UUID chosen by the worker; a repeat of the same claim gets the same grant. */
  readonly claim_id: string;
  readonly task_id: string;
  readonly dispatch_no: number;
  /** The message was the copy of this dead letter. */
  readonly dlq_id?: string;
}

export interface ClaimAnswerV1 {
  readonly results: readonly ClaimResultV1[];
}

export type ClaimResultV1 =
  | { readonly claim_id: string; readonly task_id: string; readonly granted: true; readonly grant: GrantV1 }
  | { readonly claim_id: string; readonly task_id: string; readonly granted: false; readonly reason: ClaimDenial };

/** Why a claim was refused. None of them is an error of the worker: it drops the message and goes on. */
export type ClaimDenial =
  | 'cancelled'
  | 'superseded'
  | 'leased'
  | 'finished'
  | 'not_found'
  | 'paused'
  | 'rate_limited'
  | 'concurrency'
  | 'unreadable'
  | 'foreign_team'
  | 'not_due';

/** The right to run one attempt. Durations only, never timestamps: clocks differ. */
export interface GrantV1 {
  readonly lease_no: number;
  readonly lease_token: string;
  readonly lease_seconds: number;
  readonly agent_id: string;
  readonly agent_version: string | null;
  readonly tenant: string;
  /** Sealed with the team's bus key; AAD: claim answer, task, lease_no. JSON of the parameters inside. */
  readonly sealed_parameters: string;
  /** Sealed like the parameters; null if no attempt left a checkpoint. */
  readonly sealed_checkpoint: string | null;
  /** Files the parameters refer to, resolved and checked for access when the task was accepted. */
  readonly input_artifacts: readonly ArtifactRefV1[];
  readonly timeout_seconds: number;
  readonly soft_timeout_seconds: number;
  /** Failures counted before this attempt. */
  readonly failures_counted: number;
  readonly max_retries: number;
  readonly cancel_requested: boolean;
  readonly trace_parent: string | null;
  /** What the attempts before have used; absent if nothing. */
  readonly used?: UsageV1;
}

export interface ArtifactRefV1 {
  readonly artifact_id: string;
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
  readonly content_type: string;
}
