/** A part that works on its own until it is stopped. Starting and stopping are idempotent. */
export interface LongRunning {
  start(): void | Promise<void>;
  /** Takes nothing new, lets what is under way settle. */
  stop(): Promise<void>;
}
