import { checkMessage, type Envelope } from '@cadre/contracts';

/** What is written to an inbox: a message, with the request's number if it is an answer. */
export interface InboxNote {
  /** The request this answers. */
  readonly answers?: number;
  readonly envelope: Envelope;
}

export function writeNote(note: InboxNote): string {
  return JSON.stringify(note);
}

/** Null for what is no note of a message this build knows. */
export function readNote(text: string): InboxNote | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('envelope' in value)) return null;
    const decoded = checkMessage(value.envelope);
    if (!decoded.ok) return null;
    return 'answers' in value && typeof value.answers === 'number'
      ? { answers: value.answers, envelope: decoded.envelope }
      : { envelope: decoded.envelope };
  } catch {
    return null;
  }
}
