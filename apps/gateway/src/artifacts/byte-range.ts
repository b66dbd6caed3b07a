/** Both ends included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

const RANGE = /^bytes=(\d{0,15})-(\d{0,15})$/;

/**
 * The part of a content that a `Range` header asks for (RFC 9110, 14.2). Null: the whole, also for several ranges and
 * for units nobody knows, which may be ignored.
 */
export function byteRange(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | null {
  const match = header === undefined ? null : RANGE.exec(header.replaceAll(' ', ''));
  if (!match) return null;
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return null;
  const range = first === '' ? suffix(Number(last), size) : between(Number(first), last, size);
  if (first !== '' && last !== '' && Number(last) < Number(first)) return null;
  return range.start > range.end ? 'unsatisfiable' : range;
}

function suffix(length: number, size: number): ByteRange {
  return { start: length === 0 ? size : Math.max(0, size - length), end: size - 1 };
}

function between(start: number, last: string, size: number): ByteRange {
  return { start, end: Math.min(last === '' ? size - 1 : Number(last), size - 1) };
}
