import type { Envelope, InboxAddress, QueueName } from '@cadre/contracts';
import { BusUnavailableError, InboxError } from '../errors';
import type { BusTelemetry } from '../telemetry/bus-telemetry';
import type { OutgoingMessage, PublishResult } from '../work-bus.port';
import { PendingRequests } from './pending-requests';

/** Where the answer to a message shall go. */
export interface ReplyTarget {
  readonly address: string;
  readonly requestNo: number;
}

export interface RequestsParts {
  publish(queue: QueueName, message: OutgoingMessage, replyTo: ReplyTarget): Promise<PublishResult | undefined>;
  /** The open inbox of this process. */
  inbox(): InboxAddress | undefined;
  readonly telemetry: BusTelemetry;
}

/** Asks, and waits for the answers that come to this process's inbox. */
export class Requests {
  private readonly pending = new PendingRequests();

  constructor(private readonly parts: RequestsParts) {}

  async ask(queue: QueueName, message: OutgoingMessage, timeoutMs: number): Promise<Envelope> {
    const address = this.parts.inbox();
    if (address === undefined) throw new InboxError('A request needs an open inbox for its answer.');
    const startedAt = performance.now();
    const { number: requestNo, answer } = this.pending.open(queue, timeoutMs);
    // Nobody waits longer for the answer, so nobody needs to read the question later.
    const outgoing = { ...message, ttlMs: message.ttlMs ?? timeoutMs };
    void this.parts.publish(queue, outgoing, { address, requestNo }).then((result) => {
      if (result?.ok === true) return;
      this.pending.fail(requestNo, new BusUnavailableError(`The request to ${queue} was not sent.`));
    });
    return this.timed(queue, startedAt, answer);
  }

  /** False when nobody waits for it any more. */
  answered(requestNo: number, answer: Envelope): boolean {
    return this.pending.answer(requestNo, answer);
  }

  stop(): void {
    this.pending.failAll();
  }

  private async timed(queue: QueueName, startedAt: number, answer: Promise<Envelope>): Promise<Envelope> {
    const seconds = (): number => (performance.now() - startedAt) / 1_000;
    try {
      const envelope = await answer;
      this.parts.telemetry.requested(queue, seconds(), 'answered');
      return envelope;
    } catch (error) {
      const outcome = error instanceof BusUnavailableError ? 'unavailable' : 'timeout';
      this.parts.telemetry.requested(queue, seconds(), outcome);
      throw error;
    }
  }
}
