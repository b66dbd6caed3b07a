import { VerdictMismatchError } from '../errors';
import type { BusTelemetry } from '../telemetry/bus-telemetry';
import type { BatchHandler, Consumer, ConsumeOptions, DeliveryVerdict } from '../work-bus.port';
import type { MessageSource, Settlement, TakenMessage } from './message-source';
import { openDeliveries, type OpenedDelivery } from './open-deliveries';

export interface ConsumerLoopOptions extends ConsumeOptions {
  readonly queue: string;
  readonly source: MessageSource;
  readonly handler: BatchHandler;
  readonly telemetry: BusTelemetry;
  readonly onClosed: () => void;
}

/**
 * Takes messages as far as credit and concurrency allow, hands them over in batches and settles them by their verdicts.
 * It never waits by itself: it looks when it is woken, when credit arrives, when a handler returns, and again at once
 * while its last look found as much as it asked for.
 */
export class ConsumerLoop implements Consumer {
  private credit: number;
  private mayHaveMore = true;
  private taking: Promise<void> | undefined;
  private closed = false;
  private readonly handling = new Set<Promise<void>>();
  private readonly settling = new Set<Promise<void>>();

  constructor(private readonly options: ConsumerLoopOptions) {
    this.credit = options.initialCredit ?? Number.POSITIVE_INFINITY;
  }

  /** Infinity when it is not limited. */
  get creditLeft(): number {
    return this.credit;
  }

  /** Something may have arrived. */
  wake(): void {
    this.mayHaveMore = true;
    this.look();
  }

  setCredit(n: number): void {
    this.credit = n;
    this.look();
  }

  async close(): Promise<void> {
    if (!this.closed) {
      this.closed = true;
      this.options.onClosed();
    }
    await this.taking;
    await Promise.all(this.handling);
    await Promise.all(this.settling);
  }

  private look(): void {
    const { maxBatch, concurrency = 1 } = this.options;
    const limit = Math.min(maxBatch, this.credit);
    if (this.closed || this.taking !== undefined || !this.mayHaveMore) return;
    if (limit <= 0 || this.handling.size >= concurrency) return;
    this.mayHaveMore = false;
    this.taking = this.take(limit);
  }

  private async take(limit: number): Promise<void> {
    let succeeded = false;
    try {
      const taken = await this.options.source.take(limit);
      succeeded = true;
      this.mayHaveMore ||= taken.length >= limit;
      this.accept(taken);
    } catch (error) {
      this.mayHaveMore = true;
      this.options.telemetry.log('warn', 'taking messages failed', { queue: this.options.queue, error });
    }
    this.taking = undefined;
    // After a failure only the next wake-up looks again, so that a broken broker is not hammered.
    if (succeeded) this.look();
  }

  /** Credit may have shrunk while the messages were on their way: what is beyond it goes back unseen. */
  private accept(taken: readonly TakenMessage[]): void {
    const { deliveries, dead } = openDeliveries(taken);
    if (dead.length > 0) this.settle(dead);
    const permitted = this.closed ? 0 : Math.min(deliveries.length, Math.max(0, this.credit));
    const excess = deliveries.slice(permitted).map((opened) => opened.taken);
    if (excess.length > 0) this.giveBack(excess);
    if (permitted === 0) return;
    this.credit -= permitted;
    this.track(this.handling, this.handle(deliveries.slice(0, permitted)));
  }

  private async handle(batch: readonly OpenedDelivery[]): Promise<void> {
    const settlements = await this.decide(batch);
    this.settle(batch.map(({ taken }, index) => [taken, settlements[index] ?? { kind: 'failed' }] as const));
  }

  private async decide(batch: readonly OpenedDelivery[]): Promise<readonly Settlement[]> {
    try {
      const verdicts = await this.options.handler(batch.map((opened) => opened.delivery));
      if (verdicts.length !== batch.length) {
        throw new VerdictMismatchError(`${verdicts.length} verdicts for ${batch.length} deliveries`);
      }
      return verdicts.map(toSettlement);
    } catch (error) {
      this.options.telemetry.log('error', 'message handler failed', { queue: this.options.queue, error });
      return batch.map(() => ({ kind: 'failed' }));
    }
  }

  private settle(settlements: readonly (readonly [TakenMessage, Settlement])[]): void {
    for (const [, { kind }] of settlements) this.options.telemetry.settled(this.options.queue, kind, 1);
    for (const [message, settlement] of settlements) {
      if (settlement.kind !== 'dead') continue;
      const fields = { queue: this.options.queue, message: message.id, reason: settlement.reason };
      this.options.telemetry.log('warn', 'message is dead', fields);
    }
    this.track(this.settling, this.options.source.settle(settlements));
  }

  private giveBack(messages: readonly TakenMessage[]): void {
    this.mayHaveMore = true;
    this.track(this.settling, this.options.source.giveBack(messages));
  }

  private track(running: Set<Promise<void>>, work: Promise<void>): void {
    const tracked = work.finally(() => {
      running.delete(tracked);
      this.look();
    });
    running.add(tracked);
  }
}

function toSettlement(verdict: DeliveryVerdict): Settlement {
  return verdict === 'dead' ? { kind: 'dead', reason: 'refused by its handler' } : { kind: verdict };
}
