import { circuitBreaker, CircuitState, ConsecutiveBreaker, handleWhen } from 'cockatiel';
import { TaskErrorCode } from '@cadre/contracts';
import { AgentFailure } from '../../execution/agent-failure';
import type { HandBackCause } from '../../execution/hand-back';
import { RequestPace } from './request-pace';

/** What a provider that says 429 without a time gets; doubled each time it says so again. */
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;

export interface CircuitRule {
  /** After so many failures in a row nothing is sent any more. */
  readonly failures: number;
  /** After this time one request tries. */
  readonly openMs: number;
}

/** What a worker knows about one key of a provider. */
export class KeyState {
  readonly pace = new RequestPace();
  /** Calls that were let through since somebody last asked. */
  admitted = 0;
  /** Calls that wait for leave now. */
  waiting = 0;
  private readonly breaker;
  private openUntil = Number.NEGATIVE_INFINITY;
  private pausedUntil = Number.NEGATIVE_INFINITY;
  private nextPauseMs = FIRST_PAUSE_MS;

  constructor(rule: CircuitRule, onCircuit: (isOpen: boolean) => void) {
    this.breaker = circuitBreaker(handleWhen(isProviderFault), {
      breaker: new ConsecutiveBreaker(rule.failures),
      halfOpenAfter: rule.openMs,
    });
    this.breaker.onBreak(() => {
      this.openUntil = performance.now() + rule.openMs;
      onCircuit(true);
    });
    this.breaker.onReset(() => onCircuit(false));
  }

  /** What keeps requests back now, and for how many ms; undefined when nothing does. */
  closed(now: number): { readonly reason: HandBackCause; readonly waitMs: number } | undefined {
    if (this.pausedUntil > now) return { reason: 'provider_paused', waitMs: this.pausedUntil - now };
    const isOpen = this.breaker.state === CircuitState.Open && this.openUntil > now;
    return isOpen ? { reason: 'circuit_open', waitMs: this.openUntil - now } : undefined;
  }

  /** Through the circuit breaker; rejects with cockatiel's BrokenCircuitError when it is open after all. */
  async call<T>(request: () => Promise<T>): Promise<T> {
    const result = await this.breaker.execute(request);
    this.nextPauseMs = FIRST_PAUSE_MS;
    return result;
  }

  /** Somebody met a 429. Answers the pause that follows from it, or undefined when the key was paused already. */
  rateLimited(now: number, retryAfterSeconds: number | undefined): number | undefined {
    const wasPaused = this.pausedUntil > now;
    const pauseMs = retryAfterSeconds === undefined ? this.nextPauseMs : retryAfterSeconds * 1000;
    if (!wasPaused) this.nextPauseMs = Math.min(LONGEST_PAUSE_MS, this.nextPauseMs * 2);
    if (!wasPaused || retryAfterSeconds !== undefined) this.pause(now + pauseMs);
    return wasPaused ? undefined : pauseMs;
  }

  /** Never shortens a pause. */
  pause(until: number): void {
    this.pausedUntil = Math.max(this.pausedUntil, until);
  }
}

const FAULTS: ReadonlySet<TaskErrorCode> = new Set([TaskErrorCode.ProviderUnavailable, TaskErrorCode.NetworkError]);

/** Faults of the provider or of the way to it; what it refuses, and an attempt that was stopped, say nothing about it. */
function isProviderFault(error: Error): boolean {
  return error instanceof AgentFailure && FAULTS.has(error.code);
}
