/** Joins parts so that no two different lists give the same text: each part is preceded by its length. */
export function contextOf(...parts: readonly string[]): string {
  return parts.map((part) => `${part.length}:${part}`).join('');
}
