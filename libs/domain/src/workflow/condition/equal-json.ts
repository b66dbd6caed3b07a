import type { JsonValue } from '../definition/json-value';

/** Whether two values are the same JSON, and how many pairs were looked at: one more than `limit` at most. */
export function equalJson(left: JsonValue, right: JsonValue, limit: number): { equal: boolean; steps: number } {
  const pairs: (readonly [JsonValue | undefined, JsonValue | undefined])[] = [[left, right]];
  let steps = 0;
  for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
    steps++;
    if (steps > limit) return { equal: false, steps };
    const [a, b] = pair;
    if (a === b) continue;
    const members = memberPairs(a, b);
    if (members === null) return { equal: false, steps };
    if (members.length > limit) return { equal: false, steps: limit + 1 };
    pairs.push(...members);
  }
  return { equal: true, steps };
}

/** The values to compare in turn; null when the two differ already. */
function memberPairs(a: JsonValue | undefined, b: JsonValue | undefined) {
  if (!isContainer(a) || !isContainer(b) || Array.isArray(a) !== Array.isArray(b)) return null;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length || keys.some((key) => !Object.hasOwn(b, key))) return null;
  return keys.map((key) => [a[key], b[key]] as const);
}

function isContainer(value: JsonValue | undefined): value is Readonly<Record<string, JsonValue>> {
  return typeof value === 'object' && value !== null;
}
