import type { PublishOutcome, WireMessage } from './wire-message';

/** Messages published together; their outcomes are told together. */
export interface Batch {
  readonly messages: readonly WireMessage[];
  readonly outcomes: PublishOutcome[];
  /** The first one that is not sent yet. */
  next: number;
  unsettled: number;
  readonly giveUpAt: number;
  readonly bytes: number;
  resolve(outcomes: readonly PublishOutcome[]): void;
}

interface Sent {
  readonly batch: Batch;
  readonly index: number;
  readonly message: WireMessage;
  returned: boolean;
}

/** What is on its way on one channel, by the numbers the broker confirms: 1 for the first message, and so on. */
export class ConfirmWindow {
  private lastTag = 0;
  private readonly inFlight = new Map<number, Sent>();
  private inFlightBytes = 0;

  get size(): number {
    return this.inFlight.size;
  }

  get bytes(): number {
    return this.inFlightBytes;
  }

  sent(batch: Batch, index: number, message: WireMessage): void {
    this.lastTag += 1;
    this.inFlight.set(this.lastTag, { batch, index, message, returned: false });
    this.inFlightBytes += message.content.length;
  }

  /** Returns arrive in the order of sending and before their confirms, so the oldest that fits is the one. */
  returned(routingKey: string, messageId: string | undefined): void {
    for (const sent of this.inFlight.values()) {
      const { message } = sent;
      if (sent.returned || message.routingKey !== routingKey || message.properties.messageId !== messageId) continue;
      sent.returned = true;
      return;
    }
  }

  /** Settles one message, or all up to it; answers with the batches that are complete by that. */
  settle(tag: number, multiple: boolean, outcome: PublishOutcome): readonly Batch[] {
    const complete: Batch[] = [];
    for (const settled of multiple ? this.tagsUpTo(tag) : [tag]) {
      const batch = this.settleOne(settled, outcome);
      if (batch?.unsettled === 0) complete.push(batch);
    }
    return complete;
  }

  private tagsUpTo(last: number): readonly number[] {
    const tags: number[] = [];
    for (const tag of this.inFlight.keys()) {
      if (tag > last) break;
      tags.push(tag);
    }
    return tags;
  }

  private settleOne(tag: number, outcome: PublishOutcome): Batch | undefined {
    const sent = this.inFlight.get(tag);
    if (sent === undefined) return undefined;
    const { batch, index, message, returned } = sent;
    this.inFlight.delete(tag);
    this.inFlightBytes -= message.content.length;
    batch.outcomes[index] = returned && outcome === 'confirmed' ? 'unroutable' : outcome;
    batch.unsettled -= 1;
    return batch;
  }
}
