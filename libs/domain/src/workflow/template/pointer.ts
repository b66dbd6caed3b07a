/** Appends one member to a JSON Pointer (RFC 6901). */
export function pointerTo(base: string, ...members: readonly (string | number)[]): string {
  return members.reduce<string>(
    (pointer, key) => `${pointer}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`,
    base,
  );
}
