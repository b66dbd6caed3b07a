import { isBrokenCircuitError } from 'cockatiel';
import { ErrorClass } from '@cadre/domain';
import { abortableDelay } from '../../execution/abortable-delay';
import { AgentFailure } from '../../execution/agent-failure';
import { KeyState, type CircuitRule } from './key-state';
import { ProviderClosedError, type GatePatience, type ProviderGate } from './provider-gate.port';

/** The breaker reads another clock than we do; it may think itself open a moment longer. */
const CLOCKS_APART_MS = 50;
const DEFAULT_CIRCUIT: CircuitRule = { failures: 5, openMs: 30_000 };

/** Hears what others should know about a key. */
export interface GateListener {
  /** A 429 was met; nothing should be sent under this key for so many ms. */
  onPause(keyId: string, pauseMs: number): void;
  onCircuit(keyId: string, isOpen: boolean): void;
}

const NOBODY: GateListener = { onPause: () => undefined, onCircuit: () => undefined };

/** The gate of one worker: its own circuit breakers, and what it is told about pauses and its share of the pace. */
export class LocalProviderGate implements ProviderGate {
  private readonly keys = new Map<string, KeyState>();

  constructor(
    private readonly listener: GateListener = NOBODY,
    private readonly circuit: CircuitRule = DEFAULT_CIRCUIT,
  ) {}

  async run<T>(keyId: string, patience: GatePatience, call: () => Promise<T>): Promise<T> {
    const key = this.key(keyId);
    const deadline = performance.now() + patience.patienceMs;
    for (;;) {
      await this.leave(key, deadline, patience.signal);
      try {
        return await key.call(call);
      } catch (error) {
        if (isBrokenCircuitError(error)) await abortableDelay(CLOCKS_APART_MS, patience.signal);
        else if (!isRateLimit(error) || !this.wasPausedBefore(keyId, error)) throw error;
      }
    }
  }

  /** Nothing is sent under this key for so many ms. */
  pause(keyId: string, pauseMs: number): void {
    this.key(keyId).pause(performance.now() + pauseMs);
  }

  /** How many requests this worker may send per minute; null for no limit. */
  setPace(keyId: string, perMinute: number | null): void {
    this.key(keyId).pace.perMinute = perMinute;
  }

  /** How many calls went through since this was last asked, and how many wait now. */
  takeDemand(keyId: string): number {
    const key = this.key(keyId);
    const { admitted: went, waiting } = key;
    key.admitted = 0;
    return went + waiting;
  }

  private async leave(key: KeyState, deadline: number, signal: AbortSignal): Promise<void> {
    key.waiting += 1;
    try {
      await untilAdmitted(key, deadline, signal);
      key.admitted += 1;
    } finally {
      key.waiting -= 1;
    }
  }

  private wasPausedBefore(keyId: string, { retryAfterSeconds }: AgentFailure): boolean {
    const pauseMs = this.key(keyId).rateLimited(performance.now(), retryAfterSeconds);
    if (pauseMs !== undefined) this.listener.onPause(keyId, pauseMs);
    return pauseMs === undefined;
  }

  private key(keyId: string): KeyState {
    const known = this.keys.get(keyId);
    if (known !== undefined) return known;
    const created = new KeyState(this.circuit, (isOpen) => this.listener.onCircuit(keyId, isOpen));
    this.keys.set(keyId, created);
    return created;
  }
}

async function untilAdmitted(key: KeyState, deadline: number, signal: AbortSignal): Promise<void> {
  const place = key.pace.reserve(performance.now(), deadline - performance.now());
  if (place === undefined) throw new ProviderClosedError('provider_paused', deadline - performance.now());
  if (place > 0) await abortableDelay(place, signal);
  for (let now = performance.now(), closed = key.closed(now); closed !== undefined; closed = key.closed(now)) {
    if (now + closed.waitMs > deadline) throw new ProviderClosedError(closed.reason, closed.waitMs);
    await abortableDelay(closed.waitMs, signal);
    now = performance.now();
  }
}

function isRateLimit(error: unknown): error is AgentFailure {
  return error instanceof AgentFailure && error.errorClass === ErrorClass.RateLimited;
}
