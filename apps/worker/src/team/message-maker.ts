import { createEnvelope, type Envelope, type MessageData } from '@cadre/contracts';
import { uuidv7 } from '@cadre/crypto';
import { currentTraceParent } from '@cadre/observability';

/** Puts data of version 1 into an envelope of this moment. */
export function message<T extends keyof MessageData>(type: T, data: MessageData[T]): Envelope<MessageData[T]> {
  return createEnvelope(type, 1, data, { id: uuidv7(), time: new Date(), traceId: currentTraceParent() });
}
