/** A NUL, or half of a surrogate pair standing alone: PostgreSQL refuses both, whatever the column. */
const UNSTORABLE = /\0|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/** Text from outside made storable: NUL and lone surrogates are removed, everything else stays as it is. */
export function cleanText(text: string): string {
  return text.replace(UNSTORABLE, '');
}

/** {@link cleanText} for every string and key inside a JSON value. Strings that need nothing are kept as they are. */
export function cleanJson(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (Array.isArray(value)) return value.map(cleanJson);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [cleanText(key), cleanJson(inner)]));
}
