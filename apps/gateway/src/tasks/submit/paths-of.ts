import { escapePointer } from '../../http/inspect-json';

/** JSON Pointers to every place where a value holds the text, in whatever letter case. */
export function pathsOf(value: unknown, text: string, base = ''): string[] {
  if (typeof value === 'string') return value.toLowerCase() === text.toLowerCase() ? [base] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => pathsOf(member, text, `${base}/${escapePointer(key)}`));
}
