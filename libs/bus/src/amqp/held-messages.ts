import type { ConsumeMessage } from 'amqplib';
import type { TakenMessage } from '../consume/message-source';
import { OpenTags } from './open-tags';

interface Held {
  readonly taken: TakenMessage;
  readonly message: ConsumeMessage;
  readonly since: number;
}

/** What the broker pushed over one channel and what is not settled yet: waiting, or handed out. */
export class HeldMessages {
  private readonly line: Held[] = [];
  private readonly handed = new Map<TakenMessage, ConsumeMessage>();
  private readonly tags = new OpenTags();

  get waiting(): number {
    return this.line.length;
  }

  get handedOut(): number {
    return this.handed.size;
  }

  /** Since when the longest waiting one waits (monotonic ms). */
  get waitingSince(): number | undefined {
    return this.line[0]?.since;
  }

  add(taken: TakenMessage, message: ConsumeMessage, now: number): void {
    this.tags.add(message.fields.deliveryTag);
    this.line.push({ taken, message, since: now });
  }

  take(limit: number): readonly TakenMessage[] {
    const batch = this.line.splice(0, limit);
    for (const { taken, message } of batch) this.handed.set(taken, message);
    return batch.map(({ taken }) => taken);
  }

  /** Answers with what stands for it at the broker; undefined when that was lost with its channel. */
  release(taken: TakenMessage): ConsumeMessage | undefined {
    const message = this.handed.get(taken);
    this.handed.delete(taken);
    if (message !== undefined) this.tags.remove(message.fields.deliveryTag);
    return message;
  }

  /** Releases these, acknowledged in as few words as possible. */
  acknowledge(taken: readonly TakenMessage[]): {
    readonly upTo: ConsumeMessage | undefined;
    readonly alone: readonly ConsumeMessage[];
  } {
    const released = taken.map((one) => this.handed.get(one)).filter((one) => one !== undefined);
    for (const one of taken) this.handed.delete(one);
    const { upTo, alone } = this.tags.acknowledge(released.map(({ fields }) => fields.deliveryTag));
    const singly = new Set(alone);
    return {
      upTo: released.find(({ fields }) => fields.deliveryTag === upTo),
      alone: singly.size === 0 ? [] : released.filter(({ fields }) => singly.has(fields.deliveryTag)),
    };
  }
}
