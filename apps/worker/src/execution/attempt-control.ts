import { startLongTimer, type AgentFailure } from '@cadre/agents';
import { abortReason, outweighs, patienceMs, type StopReason } from './stop-reason';

const MS = 1_000;

/** Thrown into the pipeline when an agent did not stop in time: it is abandoned, whatever it still does. */
export class AbandonedError extends Error {
  readonly code = 'ATTEMPT_ABANDONED';
  constructor() {
    super('the agent did not stop in time');
    this.name = 'AbandonedError';
  }
}

export interface TimeLimits {
  readonly softSeconds: number;
  readonly hardSeconds: number;
}

/** The reins of one attempt: its signal, its time limits, and the force behind them. */
export class AttemptControl {
  private readonly controller = new AbortController();
  private reason: StopReason | undefined;
  private readonly timers: (() => void)[] = [];
  private abandon: (error: Error) => void = () => undefined;
  private readonly abandoned: Promise<never>;

  constructor(private readonly limits: TimeLimits) {
    this.abandoned = new Promise((_, reject) => (this.abandon = reject));
    // Nobody may be listening yet, or any more.
    this.abandoned.catch(() => undefined);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Why the attempt was told to stop, if it was. */
  get stopReason(): StopReason | undefined {
    return this.reason;
  }

  /** The present reason in the words of a failure; what the signal carries may be an earlier one. */
  get stopFailure(): AgentFailure | undefined {
    return this.reason === undefined ? undefined : abortReason(this.reason, this.limits);
  }

  startTimers(): void {
    const { softSeconds, hardSeconds } = this.limits;
    if (softSeconds < hardSeconds) this.after(softSeconds * MS, () => this.stop('soft_timeout'));
    this.after(hardSeconds * MS, () => this.stop('hard_timeout'));
  }

  stop(reason: StopReason): void {
    if (!outweighs(reason, this.reason)) return;
    this.reason = reason;
    this.controller.abort(abortReason(reason, this.limits));
    const patience = patienceMs(reason);
    if (Number.isFinite(patience)) this.after(patience, () => this.abandon(new AbandonedError()));
  }

  /** Ends the attempt with an error that reached nobody else. */
  crash(error: Error): void {
    this.abandon(error);
  }

  /** Settles as the work does, or as soon as the patience with it is over; then `onAbandoned` is told. */
  async race<T>(work: Promise<T>, onAbandoned: () => void): Promise<T> {
    let returned = false;
    const watched = work.finally(() => (returned = true));
    try {
      return await Promise.race([watched, this.abandoned]);
    } catch (error) {
      if (!returned) onAbandoned();
      throw error;
    }
  }

  clear(): void {
    for (const stop of this.timers) stop();
  }

  private after(delayMs: number, act: () => void): void {
    this.timers.push(startLongTimer(delayMs, act));
  }
}
