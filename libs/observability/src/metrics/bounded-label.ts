/**
 * Keeps a label's values few: the first `limit` distinct values keep their name, all others become `other`. For values
 * that users invent, such as tenants: each value of a label is a series of its own, for ever.
 */
export function createBoundedLabel(limit = 50): (value: string) => string {
  const named = new Set<string>();
  return (value) => {
    if (named.has(value)) return value;
    if (named.size >= limit) return 'other';
    named.add(value);
    return value;
  };
}
