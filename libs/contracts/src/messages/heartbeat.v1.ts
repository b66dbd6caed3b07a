/** worker → orchestrator, every 5 s (also when idle) and sooner when progress changed: I live, and these are mine. */
export interface HeartbeatV1 {
  readonly worker_id: string;
  readonly team: string;
  readonly host: string;
  readonly pid: number;
  readonly version: string;
  /** 0 while it drains, without leases, is its last word: it leaves. */
  readonly slots: number;
  readonly busy: number;
  readonly draining: boolean;
  /** Seconds since the process started. */
  readonly uptime_seconds: number;
  readonly leases: readonly LeaseRenewalV1[];
}

export interface LeaseRenewalV1 {
  readonly task_id: string;
  readonly lease_token: string;
  /** Present only when it changed since the last confirmed heartbeat. */
  readonly progress?: ProgressV1;
  /** Sealed with the team's bus key; AAD: heartbeat, task, lease_no. Present only when a new checkpoint was taken. */
  readonly sealed_checkpoint?: string;
}

export interface ProgressV1 {
  /** 0 to 100. */
  readonly percent: number;
  readonly current_step?: string;
  readonly message?: string;
}

export interface HeartbeatAnswerV1 {
  /** Renewed for another lease time. */
  readonly renewed: readonly string[];
  /** No longer this worker's: abort, report nothing. */
  readonly lost: readonly string[];
  /** Still this worker's, and somebody asked to cancel them. */
  readonly cancel: readonly string[];
  /** The operator wants this worker to finish and leave. */
  readonly drain: boolean;
}
