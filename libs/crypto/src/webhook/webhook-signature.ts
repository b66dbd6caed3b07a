import { createHmac, timingSafeEqual } from 'node:crypto';

/** How far the clocks of sender and receiver may differ: an older message could be a recorded one. */
export const WEBHOOK_TOLERANCE_SECONDS = 300;

const PREFIX = 'whsec_';
const VERSION = 'v1';
const MIN_BYTES = 24;
const MAX_BYTES = 64;

/** What is signed, as Standard Webhooks has it. */
export interface WebhookMessage {
  readonly id: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly body: string | Buffer;
}

export type WebhookVerdict = 'valid' | 'wrong_signature' | 'stale';

/** The bytes of `whsec_<base64>`, 24 to 64 of them; null for anything else. */
export function parseWebhookSecret(text: string): Buffer | null {
  if (!text.startsWith(PREFIX)) return null;
  const encoded = text.slice(PREFIX.length);
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(encoded)) return null;
  const secret = Buffer.from(encoded, 'base64');
  return secret.length >= MIN_BYTES && secret.length <= MAX_BYTES ? secret : null;
}

/** The headers that go with a message. */
export function webhookHeaders(secret: Buffer, message: WebhookMessage): Record<string, string> {
  return {
    'webhook-id': message.id,
    'webhook-timestamp': String(message.timestamp),
    'webhook-signature': `${VERSION},${signatureOf(secret, message).toString('base64')}`,
  };
}

/**
 * Judges a message by its headers. Several signatures, parted by spaces, may stand in one header: while a secret is
 * replaced, one of them is right.
 *
 * @param now seconds since 1970
 */
export function verifyWebhook(
  secret: Buffer,
  message: WebhookMessage,
  signatures: string,
  now: number,
): WebhookVerdict {
  const wanted = signatureOf(secret, message);
  const given = signatures.split(' ').filter((one) => one.startsWith(`${VERSION},`));
  if (!given.some((one) => matches(wanted, one.slice(VERSION.length + 1)))) return 'wrong_signature';
  return Math.abs(now - message.timestamp) <= WEBHOOK_TOLERANCE_SECONDS ? 'valid' : 'stale';
}

function signatureOf(secret: Buffer, { id, timestamp, body }: WebhookMessage): Buffer {
  return createHmac('sha256', secret).update(`${id}.${timestamp}.`).update(body).digest();
}

function matches(wanted: Buffer, given: string): boolean {
  const bytes = Buffer.from(given, 'base64');
  return bytes.length === wanted.length && timingSafeEqual(bytes, wanted);
}
