import { createHash } from 'node:crypto';

/** PostgreSQL cuts identifiers beyond this. */
const MAX_CHANNEL_BYTES = 63;

/** The NOTIFY channel of a queue, an inbox or a topic: its own name where that fits. */
export function channelOf(name: string): string {
  if (Buffer.byteLength(name) <= MAX_CHANNEL_BYTES) return name;
  return `cadre-${createHash('sha256').update(name).digest('hex').slice(0, 40)}`;
}

/** A notification takes less than 8,000 bytes. */
export const MAX_NOTIFICATION_BYTES = 7_900;

export function fitsNotification(text: string): boolean {
  return text.length <= MAX_NOTIFICATION_BYTES && Buffer.byteLength(text) <= MAX_NOTIFICATION_BYTES;
}
