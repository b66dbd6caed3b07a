import type { QueueName } from '@cadre/contracts';
import type { ConsumerLoop } from '../consume/consumer-loop';
import type { BusTelemetry } from '../telemetry/bus-telemetry';
import type { QueueFeed } from './queue-feed';

interface Registered {
  readonly queue: QueueName;
  readonly loop: ConsumerLoop;
}

/** The consumers of one process, and which of them the broker serves. */
export class FeedRegistry {
  private readonly feeds = new Map<QueueFeed, Registered>();
  private readonly missing = new WeakSet<QueueFeed>();

  constructor(private readonly telemetry: BusTelemetry) {}

  get active(): number {
    return [...this.feeds.keys()].filter((feed) => feed.active).length;
  }

  add(feed: QueueFeed, queue: QueueName, loop: ConsumerLoop): void {
    this.feeds.set(feed, { queue, loop });
    this.tellActive();
  }

  /** Takes no more, lets running handlers settle, gives the rest back. Idempotent. */
  async close(feed: QueueFeed, loop: ConsumerLoop): Promise<void> {
    this.feeds.delete(feed);
    this.tellActive();
    await loop.close();
    await feed.close();
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.feeds].map(([feed, { loop }]) => this.close(feed, loop)));
  }

  reconnected(): void {
    for (const feed of this.feeds.keys()) feed.reconnected();
  }

  /** Its queue is gone; once it is there again, everything that stood in it is lost. */
  markMissing(feed: QueueFeed): void {
    this.missing.add(feed);
  }

  activeChanged(feed: QueueFeed, active: boolean, onRecreated: () => void): void {
    this.tellActive();
    if (active && this.missing.delete(feed)) onRecreated();
  }

  depthOf(queue: QueueName): { readonly waiting: number; readonly handedOut: number } {
    let [waiting, handedOut] = [0, 0];
    for (const [feed, registered] of this.feeds) {
      if (registered.queue !== queue) continue;
      waiting += feed.depth.waiting;
      handedOut += feed.depth.handedOut;
    }
    return { waiting, handedOut };
  }

  private tellActive(): void {
    this.telemetry.consumersActive(this.active);
  }
}
