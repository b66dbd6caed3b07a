import type { MessageType } from './topology';

/** What surrounds every message on the bus. A published version never changes; a new shape gets the next version. */
export interface Envelope<T = unknown> {
  /** UUIDv7 of this message; a repeat of the same message keeps it. */
  readonly id: string;
  readonly type: MessageType;
  readonly version: number;
  /** RFC 3339 time of sending; for people, never for decisions. */
  readonly time: string;
  /** W3C traceparent, when the sender was inside a trace. */
  readonly trace_id?: string;
  readonly idempotency_key?: string;
  readonly source_hash?: string;
  readonly tenant?: string;
  readonly attempt?: number;
  readonly dispatch_no?: number;
  readonly data: T;
}
