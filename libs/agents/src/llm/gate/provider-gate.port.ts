import type { HandBackCause } from '../../execution/hand-back';

export interface GatePatience {
  readonly signal: AbortSignal;
  /** How long leave may be waited for. */
  readonly patienceMs: number;
}

/** Stands before every provider's key: one request may go while the key has room, none while it is paused or failing. */
export interface ProviderGate {
  /**
   * Waits for leave, then makes the call, which throws AgentFailures. A call that meets a 429 while the key is paused
   * already waits and is made again. Rejects with what the call rejected with, with the signal's reason, or with
   * ProviderClosedError when leave would take longer than the patience.
   */
  run<T>(keyId: string, patience: GatePatience, call: () => Promise<T>): Promise<T>;
}

/** No request may go to this key for longer than somebody was willing to wait. Trying later helps. */
export class ProviderClosedError extends Error {
  readonly code = 'PROVIDER_CLOSED';

  constructor(
    readonly reason: HandBackCause,
    readonly waitMs: number,
  ) {
    super(reason === 'circuit_open' ? 'the provider fails' : "the provider's key is paused");
    this.name = 'ProviderClosedError';
  }
}
