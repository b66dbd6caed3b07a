import type { DeadLetterCopy } from '../work-bus.port';
import { MemoryQueue, type MemoryMessage } from './memory-queue';

export interface DeadMessage {
  readonly queue: string;
  readonly body: string;
  readonly reason: string;
}

export interface NewMessage {
  readonly priority: number;
  readonly body: string;
  readonly replyTo: MemoryMessage['replyTo'];
  readonly ttlMs: number | null;
}

/** What a connected process offers its broker. */
export interface MemoryClient {
  receive(text: string): void;
  reconnected(): void;
}

interface Connection {
  readonly client: MemoryClient;
  inbox: string | null;
}

/** The broker of the in-memory bus. Several buses on one broker are several processes. */
export class MemoryBroker {
  readonly dead: DeadMessage[] = [];
  /** By team. */
  readonly deadLetters = new Map<string, readonly DeadLetterCopy[]>();
  private readonly queues = new Map<string, MemoryQueue>();
  private readonly connections = new Map<object, Connection>();
  private readonly topics = new Map<string, Set<(body: string) => void>>();
  private readonly pauses = new Set<NodeJS.Timeout>();
  private lastId = 0;
  private away = false;

  constructor(readonly failurePauseMs = 1_000) {}

  get available(): boolean {
    return !this.away;
  }

  connect(holder: object, client: MemoryClient): void {
    this.connections.set(holder, { client, inbox: null });
  }

  isConnected(holder: object): boolean {
    return this.available && this.connections.has(holder);
  }

  /** The process is gone: what it held returns to its queues, and its inbox closes. */
  disconnect(holder: object): void {
    if (!this.connections.delete(holder)) return;
    for (const queue of this.queues.values()) {
      for (const message of queue.heldBy(holder)) {
        message.holder = null;
        message.failures += 1;
      }
      queue.wake();
    }
  }

  /** The process lost its connections for a moment. */
  reconnect(holder: object): void {
    this.connections.get(holder)?.client.reconnected();
  }

  /** Nobody can reach the broker until the outage ends; then everybody is told to have been away. */
  startOutage(): void {
    this.away = true;
  }

  endOutage(): void {
    this.away = false;
    for (const { client } of this.connections.values()) client.reconnected();
  }

  publish(queue: string, messages: readonly NewMessage[]): void {
    const now = performance.now();
    for (const { priority, body, replyTo, ttlMs } of messages) {
      const expiresAt = ttlMs === null ? Number.POSITIVE_INFINITY : now + ttlMs;
      const state = { holder: null, restsUntil: 0, deliveries: 0, failures: 0 };
      this.queue(queue).add({ id: ++this.lastId, priority, body, replyTo, expiresAt, ...state });
    }
    this.queue(queue).wake();
  }

  queue(name: string): MemoryQueue {
    const found = this.queues.get(name) ?? new MemoryQueue();
    this.queues.set(name, found);
    return found;
  }

  /** Leaves a message alone for a while, then wakes its queue. */
  pause(queue: string, message: MemoryMessage): void {
    message.holder = null;
    message.failures += 1;
    message.restsUntil = performance.now() + this.failurePauseMs;
    const timer = setTimeout(() => {
      this.pauses.delete(timer);
      this.queue(queue).wake();
    }, this.failurePauseMs + 1);
    this.pauses.add(timer);
  }

  /** False when somebody else has it. */
  openInbox(holder: object, address: string): boolean {
    const connection = this.connections.get(holder);
    if (connection === undefined || this.openInboxes().includes(address)) return false;
    connection.inbox = address;
    return true;
  }

  openInboxes(): readonly string[] {
    return [...this.connections.values()].flatMap(({ inbox }) => (inbox === null ? [] : [inbox]));
  }

  sendTo(address: string, text: string): boolean {
    const target = [...this.connections.values()].find(({ inbox }) => inbox === address);
    if (target === undefined) return false;
    setImmediate(() => target.client.receive(text));
    return true;
  }

  listen(topic: string, listener: (body: string) => void): () => void {
    const listeners = this.topics.get(topic) ?? new Set();
    this.topics.set(topic, listeners);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  broadcast(topic: string, body: string): void {
    for (const listener of this.topics.get(topic) ?? []) setImmediate(() => listener(body));
  }

  /** Ends the pauses that are still running. */
  close(): void {
    for (const timer of this.pauses) clearTimeout(timer);
    this.pauses.clear();
  }
}
