/**
 * JSON with object keys sorted at every level, so that equal values give equal texts (and hashes). Follows
 * JSON.stringify in everything else: undefined members are left out, dates become their ISO form.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, sortKeys) ?? 'null';
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
