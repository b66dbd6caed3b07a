/** So much of an equal share stays with everybody, so that who was idle can begin without asking first. */
const FLOOR = 0.1;

/**
 * Divides a limit among those who draw on it, by what each of them wants: nobody gets more than wanted while another one
 * wants more, and what nobody wants is spread evenly. The shares add up to the limit. Answers in the order of `wanted`.
 */
export function shareRate(limit: number, wanted: readonly number[]): number[] {
  const floor = (FLOOR * limit) / Math.max(1, wanted.length);
  const shares = wanted.map(() => floor);
  let left = limit - floor * wanted.length;
  const hungry = wanted.map((want, index) => ({ index, more: Math.max(0, want - floor) }));
  hungry.sort((one, other) => one.more - other.more);
  hungry.forEach(({ index, more }, place) => {
    const given = Math.min(more, left / (hungry.length - place));
    shares[index] = floor + given;
    left -= given;
  });
  return shares.map((share) => share + left / wanted.length);
}
