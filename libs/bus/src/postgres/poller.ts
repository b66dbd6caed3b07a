import { withDeadline } from '../connection/deadline';
import { BusUnavailableError } from '../errors';
import type { BusTelemetry } from '../telemetry/bus-telemetry';
import type { BusConnection } from './bus-connection';
import { MESSAGE_LEASE_MS } from './queue-source';
import { POLL } from './sql/poll.sql';
import { SWEEP } from './sql/sweep.sql';

const POLL_MS = 1_000;
const POLL_DEADLINE_MS = 3_000;
/** A holder without a session lock is left alone for so long after the delivery: it may just be reconnecting. */
const HOLDER_GRACE_MS = 1_500;
/** Where there is nothing to take, a poll only proves that the connection lives. */
const IDLE_POLLS_SKIPPED = 4;
const POLLS_PER_SWEEP = 15;
const DEAD_MESSAGE_DAYS = 14;
const SWEEP_ROWS = 1_000;

export interface PollerParts {
  /** The dedicated connection: a poll that gets no answer is how a silently dead one is found out. */
  readonly listening: BusConnection;
  readonly statements: BusConnection;
  readonly sessionKey: string;
  readonly telemetry: BusTelemetry;
  queues(): readonly string[];
  inbox(): string | null;
  /** Something is ready in this queue or inbox. */
  onReady(name: string): void;
  onSweep(): Promise<void>;
}

/** One safety poll a second for all queues of the process, and now and then a sweep. */
export class Poller {
  private timer: NodeJS.Timeout | undefined;
  private polling: Promise<void> | undefined;
  /** Sweeps of several processes shall not fall together. */
  private polls = Math.floor(Math.random() * POLLS_PER_SWEEP);
  private skipped = 0;

  constructor(private readonly parts: PollerParts) {}

  start(): void {
    this.timer ??= setInterval(() => {
      if (this.isDue()) this.pollNow();
    }, POLL_MS);
  }

  /** Looks at once, after a reconnect or for a new consumer. */
  pollNow(): void {
    this.polling ??= this.poll().finally(() => (this.polling = undefined));
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    await withDeadline(Promise.resolve(this.polling), POLL_DEADLINE_MS, () => new BusUnavailableError('Poll.')).catch(
      () => undefined,
    );
  }

  private isDue(): boolean {
    const idle = this.parts.queues().length === 0 && this.parts.inbox() === null;
    this.skipped = idle && this.skipped < IDLE_POLLS_SKIPPED ? this.skipped + 1 : 0;
    return this.skipped === 0;
  }

  private async poll(): Promise<void> {
    if (!this.parts.listening.connected) return;
    try {
      const values = [
        this.parts.queues(),
        this.parts.sessionKey,
        this.parts.inbox(),
        MESSAGE_LEASE_MS,
        HOLDER_GRACE_MS,
      ];
      for (const { queue } of await this.parts.listening.query(POLL, values, POLL_DEADLINE_MS))
        this.parts.onReady(queue);
      this.polls += 1;
      if (this.polls % POLLS_PER_SWEEP === 0) await this.sweep();
    } catch (error) {
      this.parts.telemetry.log('warn', 'bus poll failed', { error });
    }
  }

  private async sweep(): Promise<void> {
    await this.parts.statements.query(SWEEP, [DEAD_MESSAGE_DAYS, SWEEP_ROWS]);
    await this.parts.onSweep();
  }
}
