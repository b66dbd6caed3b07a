import type { Envelope } from '@cadre/contracts';
import type { MessageSource, Settlement, TakenMessage } from '../consume/message-source';
import { writeNote } from '../inbox/inbox-note';
import type { MemoryBroker } from './memory-broker';
import type { MemoryMessage } from './memory-queue';

/** One queue of the in-memory broker, as a consumer takes from it. */
export class MemoryQueueSource implements MessageSource {
  private readonly held = new Map<TakenMessage, MemoryMessage>();

  constructor(
    private readonly broker: MemoryBroker,
    private readonly queue: string,
    private readonly holder: object,
  ) {}

  async take(limit: number): Promise<readonly TakenMessage[]> {
    // A real broker answers later, never within the call.
    await new Promise<void>((resolve) => setImmediate(resolve));
    if (!this.broker.isConnected(this.holder)) return [];
    return this.broker
      .queue(this.queue)
      .take(limit, this.holder, performance.now())
      .map((message) => this.toTaken(message));
  }

  async giveBack(messages: readonly TakenMessage[]): Promise<void> {
    for (const taken of messages) {
      this.whileHeld(taken, (message) => {
        message.holder = null;
        message.deliveries -= 1;
      });
    }
    this.broker.queue(this.queue).wake();
  }

  async settle(settlements: readonly (readonly [TakenMessage, Settlement])[]): Promise<void> {
    for (const [taken, settlement] of settlements) {
      this.whileHeld(taken, (message) => this.settleOne(message, settlement));
    }
    this.broker.queue(this.queue).wake();
  }

  private settleOne(message: MemoryMessage, settlement: Settlement): void {
    const { queue, broker } = this;
    if (settlement.kind === 'failed') return broker.pause(queue, message);
    if (settlement.kind === 'requeue') {
      message.holder = null;
      return;
    }
    if (settlement.kind === 'dead') broker.dead.push({ queue, body: message.body, reason: settlement.reason });
    broker.queue(queue).remove(message);
  }

  /** After a disconnect a message may be somebody else's; then the verdict comes too late. */
  private whileHeld(taken: TakenMessage, act: (message: MemoryMessage) => void): void {
    const message = this.held.get(taken);
    this.held.delete(taken);
    if (message?.holder === this.holder && this.broker.isConnected(this.holder)) act(message);
  }

  private toTaken(message: MemoryMessage): TakenMessage {
    const { id, body, deliveries, failures } = message;
    const taken: TakenMessage = { id, body, deliveries, failures, reply: (answer) => this.reply(message, answer) };
    this.held.set(taken, message);
    return taken;
  }

  private reply({ replyTo }: MemoryMessage, answer: Envelope): void {
    if (replyTo === null || !this.broker.isConnected(this.holder)) return;
    this.broker.sendTo(replyTo.address, writeNote({ answers: replyTo.requestNo, envelope: answer }));
  }
}
