import type { KeyedHash } from '@cadre/crypto';
import { canonicalJson } from '@cadre/crypto';
import { PersistenceError } from '../database/errors';

/** A cursor that was not issued for this list by this installation. A retry does not help. */
export class InvalidCursorError extends PersistenceError {
  readonly code = 'INVALID_CURSOR';
}

/** Where a page ended: the sort value of its last row, as text, and the row's number or id. */
export interface CursorPosition {
  readonly value: string | null;
  readonly id: string;
}

/** Makes and reads opaque cursors, each bound to the list it was issued for (filter, sort, and who asks). */
export class CursorCodec {
  constructor(
    private readonly keyedHash: KeyedHash,
    private readonly purpose: string,
  ) {}

  encode(position: CursorPosition, list: unknown): string {
    const body = Buffer.from(JSON.stringify([position.value, position.id])).toString('base64url');
    return `${body}.${this.sign(body, list)}`;
  }

  /** Throws InvalidCursorError. */
  decode(cursor: string, list: unknown): CursorPosition {
    const [body = '', signature] = cursor.split('.', 2);
    if (signature === undefined || signature !== this.sign(body, list)) {
      throw new InvalidCursorError('The cursor does not belong to this list.');
    }
    const [value, id] = JSON.parse(Buffer.from(body, 'base64url').toString()) as [string | null, string];
    return { value, id };
  }

  private sign(body: string, list: unknown): string {
    return this.keyedHash(`cursor:${this.purpose}`, `${body}.${canonicalJson(list)}`).slice(0, 32);
  }
}
