import type { Envelope } from './envelope';
import { anything, count, name, optional, record, text, type Check } from './validation/check';
import { MESSAGE_CHECKS } from './validation/message-checks';

export type Decoded =
  { readonly ok: true; readonly envelope: Envelope } | { readonly ok: false; readonly fault: string };

/**
 * Reads a message from the wire. Whatever is not exactly a message this build knows is a fault: it belongs to the dead
 * letters, with the fault as the reason, and never into a handler.
 */
export function decodeMessage(body: string): Decoded {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return { ok: false, fault: 'not JSON' };
  }
  return checkMessage(value);
}

/** The same for a value that is parsed already. */
export function checkMessage(value: unknown): Decoded {
  const fault = envelopeCheck(value, '');
  if (fault !== null) return { ok: false, fault };
  // The check above has just proven the shape.
  const envelope = value as Envelope;
  const check = versionCheck(envelope);
  if (check === undefined) return { ok: false, fault: `unknown message ${envelope.type} version ${envelope.version}` };
  const dataFault = check(envelope.data, '/data');
  return dataFault === null ? { ok: true, envelope } : { ok: false, fault: dataFault };
}

const envelopeCheck: Check<Envelope> = record<Omit<Envelope, 'type' | 'data'> & { type: string; data: unknown }>({
  id: name,
  type: name,
  version: count,
  time: text,
  trace_id: optional(text),
  idempotency_key: optional(text),
  source_hash: optional(text),
  tenant: optional(text),
  attempt: optional(count),
  dispatch_no: optional(count),
  data: anything,
}) as Check<Envelope>;

function versionCheck(envelope: Envelope): Check<unknown> | undefined {
  if (!Object.hasOwn(MESSAGE_CHECKS, envelope.type)) return undefined;
  return MESSAGE_CHECKS[envelope.type][envelope.version];
}
