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
  /** Present until a heartbeat that said it was answered, and again when it changes. */
  readonly offers?: WorkerOffersV1;
  /** The keys of model providers this worker draws on; absent without any. */
  readonly provider_keys?: readonly ProviderKeyNewsV1[];
}

/** What a worker met at one key of a provider. */
export interface ProviderKeyNewsV1 {
  /** `provider:` and a hash that names the key. */
  readonly key_id: string;
  /** Requests per minute it could use, those that wait included. */
  readonly wanted_per_minute: number;
  /** Present from a 429 until an answer has arrived. */
  readonly pause?: {
    /** Rises with every pause of this worker. */
    readonly pause_no: number;
    /** For so long from now on. */
    readonly pause_ms: number;
  };
}

/** What a worker may do with one key. */
export interface ProviderKeyAnswerV1 {
  readonly key_id: string;
  /** Its share of the key's limit; null: no limit. */
  readonly requests_per_minute: number | null;
  /** Nothing may be sent for so long; 0: not paused. */
  readonly paused_ms: number;
}

/** What the agents of this worker find there. */
export interface WorkerOffersV1 {
  /** Model providers with a key, by the names that definitions use. */
  readonly providers: readonly string[];
  readonly tools: readonly string[];
  readonly mcp_servers: readonly string[];
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
  /** Absent when nothing was asked, or is known. */
  readonly provider_keys?: readonly ProviderKeyAnswerV1[];
}
