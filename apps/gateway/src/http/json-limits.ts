/** Limits of every JSON body. */
export const JSON_LIMITS = {
  bytes: 1024 * 1024,
  depth: 32,
  /** Keys of all objects of a body together. */
  keys: 20_000,
  /** Keys of one object. */
  keysPerObject: 1_000,
  /** Items of one array. */
  items: 10_000,
} as const;

/** Keys that reach prototypes when somebody merges or walks objects carelessly. */
export const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
