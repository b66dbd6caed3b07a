import type { Envelope, InboxAddress, QueueName } from '@cadre/contracts';

/**
 * Durable-enough work: queues with priority, request and reply, and one inbox per process.
 *
 * The broker may lose everything it holds at any time (invariant I5): the database is the only keeper, so messages need
 * not survive a broker restart, and every delivery may come twice, late or in another order. Every wait on the broker
 * has a deadline.
 *
 * Never publish while a database transaction is open: a durable write that waits for the broker can deadlock the pool.
 */
export interface WorkBus {
  /**
   * Connects and declares the topology. Idempotent. Rejects with BusUnavailableError when that takes longer than 10 s,
   * or with TopologyMismatchError; it goes on trying until `stop`, and `start` may be called again to wait for it.
   */
  start(): Promise<void>;
  /** Stops taking deliveries, lets running handlers settle, closes. Idempotent. */
  stop(): Promise<void>;

  /**
   * Publishes to a queue. Resolves once each message is confirmed or given up on; never rejects for a single message.
   * The results stand in the order of the messages.
   */
  publish(queue: QueueName, messages: readonly OutgoingMessage[]): Promise<readonly PublishResult[]>;

  /** Starts taking messages from a queue. The consumer is re-established by itself within 5 s of any loss. */
  consume(queue: QueueName, handler: BatchHandler, options: ConsumeOptions): Promise<Consumer>;

  /** How many messages stand in the queue, waiting and handed out but not settled. */
  depth(queue: QueueName): Promise<QueueDepth>;

  /**
   * Sends a request to a queue and waits for the answer in this process's own inbox.
   * Rejects with RequestTimeoutError when the deadline passes, or with BusUnavailableError when the broker did not take
   * the message: in both cases the request may or may not have been carried out. Without a time to live of its own the
   * message lives as long as the request.
   */
  request(queue: QueueName, message: OutgoingMessage, options: { timeoutMs: number }): Promise<Envelope>;

  /** Opens this process's inbox; answers are routed to `request`, everything else to the handler. At most one inbox. */
  openInbox(address: InboxAddress, handler: (message: Envelope) => void): Promise<void>;

  /** Sends to one process's inbox; false when nobody has that inbox open. Best effort. */
  send(address: InboxAddress, message: OutgoingMessage): Promise<boolean>;

  /**
   * Which of these inboxes are open right now, by the broker's own knowledge (an inbox dies with its process). They have
   * to be named: a broker that cannot list its inboxes can still try each of them.
   */
  openInboxes(among: readonly InboxAddress[]): Promise<ReadonlySet<InboxAddress>>;

  /** Null on a broker that people do not look at: there the table of dead letters is all there is. */
  readonly deadLetters: DeadLetterBoard | null;

  /** Called after every reconnect or re-creation: what was on the broker may be gone. Returns the unsubscribe function. */
  onReconnect(listener: () => void): () => void;

  /** Present health, for readiness and for the reaper's pauses. `since` is a monotonic time in ms. */
  health(): BusHealth;
}

export interface OutgoingMessage {
  readonly envelope: Envelope;
  /** The domain's number, 1 (critical) to 9; smaller goes first. Default 5. */
  readonly priority?: number;
  /** After so many ms an undelivered message is worthless and may be dropped. */
  readonly ttlMs?: number;
}

export type PublishResult =
  { readonly ok: true } | { readonly ok: false; readonly reason: 'unroutable' | 'unconfirmed' };

export interface Delivery {
  readonly envelope: Envelope;
  readonly redelivered: boolean;
  /** Who sent it, if the broker itself vouches for that (RabbitMQ's user-id). A broker that cannot leaves it out. */
  readonly sender?: string;
  /** Answers a request; a no-op for a message nobody waits on. */
  reply(answer: Envelope): void;
}

/** A handler settles each delivery by its verdict, in the order of the deliveries. It must be idempotent. */
export type DeliveryVerdict = 'done' | 'requeue' | 'dead';
export type BatchHandler = (deliveries: readonly Delivery[]) => Promise<readonly DeliveryVerdict[]>;

export interface ConsumeOptions {
  /** At most so many deliveries in one call of the handler. */
  readonly maxBatch: number;
  /** At most so many calls of the handler at once. Default 1: what arrives meanwhile is the next batch. */
  readonly concurrency?: number;
  /**
   * Unlimited by default. With a number, deliveries use up credit and the holder grants more as it becomes free: a
   * worker's credit is its free slots. Adapters never hand out more than the credit, and give back within 1 s what the
   * broker pushed ahead of it, so that a waiting message can be overtaken by a more urgent one.
   */
  readonly initialCredit?: number;
}

export interface Consumer {
  /** Sets the credit to `n` deliveries from now on. 0 pauses. */
  setCredit(n: number): void;
  /** No new deliveries; resolves when the running handlers have settled. */
  close(): Promise<void>;
}

export interface QueueDepth {
  readonly ready: number;
  /** Handed out: at least what this process has itself. Not every broker tells what the others have. */
  readonly unsettled: number;
}

export interface BusHealth {
  readonly connected: boolean;
  readonly since: number;
  readonly consumers: number;
}

/**
 * Where people who look at the broker itself find the dead letters of each team, and from where they move them back to the
 * team's queue. Copies only: the database keeps the dead letters.
 */
export interface DeadLetterBoard {
  /**
   * Shows copies in the team's queue of dead letters. Like `publish` of the work bus: resolves once each is confirmed or
   * given up on, and the results stand in the order of the copies.
   */
  show(team: string, copies: readonly DeadLetterCopy[]): Promise<readonly PublishResult[]>;

  /** How many messages stand there. Rejects with BusUnavailableError. */
  count(team: string): Promise<number>;
}

export interface DeadLetterCopy {
  readonly envelope: Envelope;
  /** As in an OutgoingMessage; it counts once the copy is moved back. */
  readonly priority?: number;
  /** What a person reads first. Together they must stay well below the 128 kB of an AMQP frame. */
  readonly headers: Readonly<Record<string, string | number>>;
}
