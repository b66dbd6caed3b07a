import { MAX_NOTIFICATION_BYTES } from './channel';

export interface Announcement {
  readonly topic: string;
  /** An envelope as JSON. */
  readonly body: string;
}

export interface Parcel {
  readonly id: string;
  readonly topic: string;
  readonly body: string;
}

export interface PackedBroadcast {
  readonly notes: readonly { readonly topic: string; readonly text: string }[];
  readonly parcels: readonly Parcel[];
}

/** A notification's text: some envelopes of one topic, or the id of the parcel that holds one. */
export type BroadcastNote = { readonly envelopes: readonly unknown[] } | { readonly parcel: string };

const FRAME_BYTES = Buffer.byteLength('{"envelopes":[]}');

/**
 * Packs announcements into as few notifications as their size permits, in order within a topic. One that does not fit a
 * notification by itself becomes a parcel.
 */
export function packBroadcast(announcements: readonly Announcement[], newId: () => string): PackedBroadcast {
  const notes: { topic: string; text: string }[] = [];
  const parcels: Parcel[] = [];
  const open = new Map<string, { bodies: string[]; bytes: number }>();
  const close = (topic: string) => {
    const note = open.get(topic);
    if (note !== undefined) notes.push({ topic, text: `{"envelopes":[${note.bodies.join(',')}]}` });
    open.delete(topic);
  };
  for (const { topic, body } of announcements) {
    const bytes = Buffer.byteLength(body) + 1;
    if ((open.get(topic)?.bytes ?? FRAME_BYTES) + bytes > MAX_NOTIFICATION_BYTES) close(topic);
    if (FRAME_BYTES + bytes > MAX_NOTIFICATION_BYTES) {
      const parcel = { id: newId(), topic, body };
      parcels.push(parcel);
      notes.push({ topic, text: JSON.stringify({ parcel: parcel.id }) });
      continue;
    }
    const note = open.get(topic) ?? { bodies: [], bytes: FRAME_BYTES };
    note.bodies.push(body);
    note.bytes += bytes;
    open.set(topic, note);
  }
  for (const topic of [...open.keys()]) close(topic);
  return { notes, parcels };
}

/** Null for what is none of ours. */
export function readBroadcastNote(text: string): BroadcastNote | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return null;
    if ('envelopes' in value && Array.isArray(value.envelopes)) return { envelopes: value.envelopes };
    return 'parcel' in value && typeof value.parcel === 'string' ? { parcel: value.parcel } : null;
  } catch {
    return null;
  }
}
