/**
 * Small structural checks for what arrives from outside. A check answers the first fault it finds, with a JSON Pointer,
 * or null. Unknown fields pass: a newer sender may say more than this reader knows.
 */
export interface Check<T> {
  (value: unknown, path: string): string | null;
  /** Never present; ties the check to the type it stands for. */
  readonly of?: T;
}

/** A check for a field that may be absent; the compiler demands it exactly for optional fields. */
export interface OptionalCheck<T> {
  readonly optional: Check<T>;
}

type Presence<T, K extends keyof T> =
  Record<never, never> extends Pick<T, K> ? OptionalCheck<Exclude<T[K], undefined>> : Check<T[K]>;

/** One check per field of T: a field added to a message without a check does not compile. */
export type Fields<T> = { readonly [K in keyof T]-?: Presence<T, K> };

export function optional<T>(check: Check<T>): OptionalCheck<T> {
  return { optional: check };
}

export function record<T extends object>(fields: Fields<T>): Check<T> {
  const entries = Object.entries<Check<unknown> | OptionalCheck<unknown>>(fields);
  return (value, path) => {
    if (!isRecord(value)) return fault(path, 'an object');
    for (const [key, check] of entries) {
      const found = checkField(value[key], check, `${path}/${key}`);
      if (found !== null) return found;
    }
    return null;
  };
}

export function list<T>(item: Check<T>, maxLength: number): Check<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value) || value.length > maxLength) return fault(path, `at most ${maxLength} items`);
    for (const [index, element] of value.entries()) {
      const found = item(element, `${path}/${index}`);
      if (found !== null) return found;
    }
    return null;
  };
}

type TagValue<T, K extends keyof T> = `${T[K] & (string | boolean)}`;

/** A union told apart by one field; a variant without a check does not compile. */
export function variants<T, K extends keyof T & string>(
  tag: K,
  checks: { readonly [V in TagValue<T, K>]: Check<unknown> },
): Check<T> {
  const known = new Map(Object.entries<Check<unknown>>(checks));
  return (value, path) => {
    if (!isRecord(value)) return fault(path, 'an object');
    const check = known.get(String(value[tag]));
    return check === undefined ? fault(`${path}/${tag}`, `one of ${[...known.keys()].join(', ')}`) : check(value, path);
  };
}

export function nullable<T>(check: Check<T>): Check<T | null> {
  return (value, path) => (value === null ? null : check(value, path));
}

export function oneOf<const T extends string | number>(...allowed: readonly T[]): Check<T> {
  const known: ReadonlySet<unknown> = new Set(allowed);
  return (value, path) => (known.has(value) ? null : fault(path, `one of ${allowed.join(', ')}`));
}

export function literal<const T extends boolean>(expected: T): Check<T> {
  return (value, path) => (value === expected ? null : fault(path, String(expected)));
}

export const anything: Check<unknown> = () => null;

export const text: Check<string> = (value, path) => (typeof value === 'string' ? null : fault(path, 'a text'));

export const flag: Check<boolean> = (value, path) => (typeof value === 'boolean' ? null : fault(path, 'true or false'));

export const amount: Check<number> = (value, path) =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? null : fault(path, 'a number from 0');

/** Counts that stand in 32-bit columns. */
export const count: Check<number> = (value, path) =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 2_147_483_647
    ? null
    : fault(path, 'a whole number from 0');

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
export const uuid: Check<string> = (value, path) =>
  typeof value === 'string' && UUID.test(value) ? null : fault(path, 'a UUID');

/** Names of processes, teams, agents: they stand in columns, metrics and addresses. */
const NAME = /^[\w.:@-]{1,200}$/;
export const name: Check<string> = (value, path) =>
  typeof value === 'string' && NAME.test(value) ? null : fault(path, 'a name');

export const object: Check<Record<string, unknown>> = (value, path) =>
  isRecord(value) ? null : fault(path, 'an object');

function checkField(value: unknown, check: Check<unknown> | OptionalCheck<unknown>, path: string): string | null {
  if (typeof check === 'function') return check(value, path);
  return value === undefined ? null : check.optional(value, path);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fault(path: string, expected: string): string {
  return `${path === '' ? '/' : path}: expected ${expected}`;
}
