import type { Envelope } from './envelope';
import type { MessageData } from './message-data';

/** What a message carries besides its data. Ids and times come from the caller: this library is pure. */
export interface EnvelopeMeta {
  /** UUIDv7. */
  readonly id: string;
  readonly time: Date;
  readonly traceId?: string | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly sourceHash?: string | undefined;
  readonly tenant?: string | undefined;
  readonly attempt?: number | undefined;
  readonly dispatchNo?: number | undefined;
}

/** Puts data into its envelope. The type and version decide what the data must look like. */
export function createEnvelope<T extends keyof MessageData>(
  type: T,
  version: number,
  data: MessageData[T],
  meta: EnvelopeMeta,
): Envelope<MessageData[T]> {
  return {
    id: meta.id,
    type,
    version,
    time: meta.time.toISOString(),
    ...(meta.traceId !== undefined && { trace_id: meta.traceId }),
    ...(meta.idempotencyKey !== undefined && { idempotency_key: meta.idempotencyKey }),
    ...(meta.sourceHash !== undefined && { source_hash: meta.sourceHash }),
    ...(meta.tenant !== undefined && { tenant: meta.tenant }),
    ...(meta.attempt !== undefined && { attempt: meta.attempt }),
    ...(meta.dispatchNo !== undefined && { dispatch_no: meta.dispatchNo }),
    data,
  };
}
