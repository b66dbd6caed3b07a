import { BusStoppedError, BusUnavailableError } from '../errors';

export interface MicroBatcherOptions<In, Out> {
  /** Carries out one batch and answers in its order. Must settle by a deadline of its own. */
  run(batch: readonly In[]): Promise<readonly Out[]>;
  /** What an item costs, in any unit; both limits below are sums of it. */
  sizeOf(item: In): number;
  readonly maxBatchSize: number;
  /** More than this is refused at once: memory stays bounded while the other side is away. */
  readonly maxWaitingSize: number;
  /** An item that has waited so long for its batch is given up. */
  readonly deadlineMs: number;
}

interface Entry<In, Out> {
  readonly item: In;
  readonly size: number;
  readonly giveUpAt: number;
  resolve(out: Out): void;
  reject(error: unknown): void;
}

/**
 * Group commit without a timer: one batch is under way at a time, and what arrives meanwhile is the next one. Alone, an
 * item waits for nothing; under load the batches grow by themselves.
 */
export class MicroBatcher<In, Out> {
  private waiting: Entry<In, Out>[] = [];
  private waitingSize = 0;
  private running = false;
  private scheduled = false;
  private stopped = false;
  private expiry: NodeJS.Timeout | undefined;
  private idleWaiters: (() => void)[] = [];

  constructor(private readonly options: MicroBatcherOptions<In, Out>) {}

  /** Rejects with BusUnavailableError when too much is waiting or the deadline passed, or with the batch's own error. */
  add(item: In): Promise<Out> {
    if (this.stopped) return Promise.reject(new BusStoppedError('The bus was stopped.'));
    const size = this.options.sizeOf(item);
    if (this.waitingSize > 0 && this.waitingSize + size > this.options.maxWaitingSize) {
      return Promise.reject(new BusUnavailableError('Too much is waiting for the bus.'));
    }
    return new Promise<Out>((resolve, reject) => {
      const giveUpAt = performance.now() + this.options.deadlineMs;
      this.waiting.push({ item, size, giveUpAt, resolve, reject });
      this.waitingSize += size;
      this.schedule();
    });
  }

  /** Resolves when nothing is waiting and nothing is under way. */
  async idle(): Promise<void> {
    if (!this.running && this.waiting.length === 0) return;
    await new Promise<void>((resolve) => this.idleWaiters.push(resolve));
  }

  /** Lets what is waiting finish, takes nothing new. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.idle();
  }

  private schedule(): void {
    this.watchDeadline();
    if (this.running || this.scheduled) return;
    this.scheduled = true;
    // A microtask later: all that one piece of code adds goes into one batch.
    queueMicrotask(() => {
      this.scheduled = false;
      void this.runAll();
    });
  }

  private async runAll(): Promise<void> {
    this.running = true;
    while (this.waiting.length > 0) await this.runOne(this.takeBatch());
    this.running = false;
    clearTimeout(this.expiry);
    this.expiry = undefined;
    for (const resolve of this.idleWaiters.splice(0)) resolve();
  }

  private takeBatch(): Entry<In, Out>[] {
    let size = 0;
    let count = 0;
    for (const entry of this.waiting) {
      if (count > 0 && size + entry.size > this.options.maxBatchSize) break;
      size += entry.size;
      count += 1;
    }
    this.waitingSize -= size;
    return this.waiting.splice(0, count);
  }

  private async runOne(batch: readonly Entry<In, Out>[]): Promise<void> {
    try {
      const results = await this.options.run(batch.map((entry) => entry.item));
      for (const [index, entry] of batch.entries()) {
        const result = results[index];
        // Out may itself contain undefined, so only the position can tell a missing answer.
        if (index < results.length) entry.resolve(result as Out);
        else entry.reject(new BusUnavailableError('The bus did not answer for this message.'));
      }
    } catch (error) {
      for (const entry of batch) entry.reject(error);
    }
  }

  /** All items wait equally long, so the oldest one's timer serves them all. */
  private watchDeadline(): void {
    const oldest = this.waiting[0];
    if (this.expiry !== undefined || oldest === undefined) return;
    this.expiry = setTimeout(
      () => {
        this.expiry = undefined;
        this.giveUpOverdue();
        this.watchDeadline();
      },
      Math.max(1, oldest.giveUpAt - performance.now()),
    );
  }

  private giveUpOverdue(): void {
    const now = performance.now();
    const firstInTime = this.waiting.findIndex((entry) => entry.giveUpAt > now);
    const overdue = this.waiting.splice(0, firstInTime === -1 ? this.waiting.length : firstInTime);
    for (const entry of overdue) {
      this.waitingSize -= entry.size;
      entry.reject(new BusUnavailableError('The bus could not be reached in time.'));
    }
  }
}
