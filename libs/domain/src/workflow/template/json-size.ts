import type { JsonValue } from '../definition/json-value';

const MAX_DEPTH = 200;
/** Braces, quotes, commas: what an entry costs besides its text. */
const PUNCTUATION = 4;

/**
 * About how many characters a value has as JSON. Stops counting beyond `limit`, so that the work is bounded by it, and
 * answers Infinity for what is nested too deep to be walked.
 */
export function jsonSize(value: JsonValue, limit: number): number {
  const open: { readonly value: JsonValue; readonly depth: number }[] = [{ value, depth: 0 }];
  let size = 0;
  for (let next = open.pop(); next !== undefined && size <= limit; next = open.pop()) {
    if (next.depth > MAX_DEPTH) return Infinity;
    size += ownSize(next.value);
    if (typeof next.value !== 'object' || next.value === null) continue;
    // Counted before they are listed: a list longer than what is left is not even walked.
    const members = Object.entries(next.value);
    if (members.length * PUNCTUATION > limit - size) return Infinity;
    for (const [key, member] of members) {
      if (!Array.isArray(next.value)) size += key.length;
      open.push({ value: member, depth: next.depth + 1 });
    }
  }
  return size;
}

function ownSize(value: JsonValue): number {
  if (typeof value === 'string') return value.length + PUNCTUATION;
  return typeof value === 'number' ? String(value).length + PUNCTUATION : PUNCTUATION;
}
