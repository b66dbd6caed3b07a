/** How the delays between attempts grow. Delays are in seconds; `jitter` is the share (0 to 1) of a delay that is random. */
export interface RetryPolicy {
  readonly max_retries: number;
  readonly strategy: 'exponential' | 'linear' | 'fixed';
  readonly delay_seconds: number;
  readonly factor: number;
  readonly max_delay_seconds: number;
  readonly jitter: number;
}

/** 3 retries after 1 s, 4 s and 16 s. */
export const DEFAULT_RETRY_POLICY: RetryPolicy = {
  max_retries: 3,
  strategy: 'exponential',
  delay_seconds: 1,
  factor: 4,
  max_delay_seconds: 3600,
  jitter: 0,
};
