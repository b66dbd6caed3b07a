import type { Envelope, Topic } from '@cadre/contracts';

/**
 * Best-effort fan-out to whoever listens now. A message may be lost, never doubled into state: listeners treat it as a
 * hint and re-read the database when it matters. Uses connections of its own, so a full queue cannot block it.
 */
export interface Broadcast {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Fire and forget; failures are counted, never thrown. */
  publish(topic: Topic, envelope: Envelope): void;
  /** Listens to a topic. Nothing is bound at the broker while nobody listens. */
  subscribe(topic: Topic, listener: (envelope: Envelope) => void): Promise<Subscription>;
  /** Called when messages may have been missed (reconnect): re-read. Returns the unsubscribe function. */
  onGap(listener: () => void): () => void;
}

export interface Subscription {
  close(): Promise<void>;
}
