import { DatabaseBusyError } from '../database/errors';

export interface MicroBatcherOptions<In, Out> {
  /** Carries out a batch; answers in the order of the batch. If it rejects, every member is rejected with the error. */
  readonly run: (batch: In[]) => Promise<Out[]>;
  /** The weight of one batch at most; a single heavier item still goes, alone. */
  readonly maxBatch: number;
  /** How heavy an item is. Default 1. */
  readonly weigh?: (item: In) => number;
  /** How many batches may be under way at once. Default 1. */
  readonly concurrency?: number;
  /** Items that may wait; beyond, `run` rejects with DatabaseBusyError. Default 10,000. */
  readonly maxWaiting?: number;
}

interface Entry<In, Out> {
  readonly item: In;
  readonly resolve: (out: Out) => void;
  readonly reject: (error: unknown) => void;
}

const MAX_WAITING = 10_000;

/**
 * Group commit without a timer: what arrives while a batch is under way is the next batch. Under light load an item goes
 * at once and alone; under heavy load the batches grow by themselves.
 */
export class MicroBatcher<In, Out> {
  private waiting: Entry<In, Out>[] = [];
  private running = 0;
  private scheduled = false;
  private idleListeners: (() => void)[] = [];

  constructor(private readonly options: MicroBatcherOptions<In, Out>) {}

  /** How many items wait for their batch. */
  get size(): number {
    return this.waiting.length;
  }

  run(item: In): Promise<Out> {
    if (this.waiting.length >= (this.options.maxWaiting ?? MAX_WAITING)) {
      return Promise.reject(new DatabaseBusyError('Too many writes are waiting.'));
    }
    return new Promise<Out>((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      this.schedule();
    });
  }

  /** Resolves when nothing waits and nothing is under way. */
  async drain(): Promise<void> {
    if (this.isIdle()) return;
    await new Promise<void>((resolve) => this.idleListeners.push(resolve));
  }

  /** The rest of the present turn of the event loop may still add to the batch. */
  private schedule(): void {
    if (this.scheduled || this.running >= (this.options.concurrency ?? 1)) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      void this.runNext();
    });
  }

  private async runNext(): Promise<void> {
    const entries = this.takeBatch();
    if (entries.length === 0) return;
    this.running += 1;
    if (this.waiting.length > 0) this.schedule();
    try {
      await this.settle(entries);
    } finally {
      this.running -= 1;
      if (this.waiting.length > 0) this.schedule();
      else this.announceIdle();
    }
  }

  private async settle(entries: Entry<In, Out>[]): Promise<void> {
    try {
      const results = await this.options.run(entries.map((entry) => entry.item));
      entries.forEach((entry, index) => entry.resolve(results[index] as Out));
    } catch (error) {
      for (const entry of entries) entry.reject(error);
    }
  }

  private takeBatch(): Entry<In, Out>[] {
    const weigh = this.options.weigh ?? (() => 1);
    let weight = 0;
    let count = 0;
    for (const { item } of this.waiting) {
      weight += weigh(item);
      if (count > 0 && weight > this.options.maxBatch) break;
      count += 1;
    }
    return this.waiting.splice(0, count);
  }

  private isIdle(): boolean {
    return this.running === 0 && this.waiting.length === 0;
  }

  private announceIdle(): void {
    if (!this.isIdle()) return;
    const listeners = this.idleListeners;
    this.idleListeners = [];
    for (const listener of listeners) listener();
  }
}
