import { pointerTo } from './json-pointer';
import type { ValidationError } from './validation-error';

const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

/** Keys that could reach a prototype, wherever they stand in the value. */
export function findForbiddenKeys(value: unknown, path = ''): ValidationError[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.keys(value).flatMap((key) => {
    const here = pointerTo(path, key);
    const own = FORBIDDEN.has(key) && !Array.isArray(value) ? [{ path: here, message: 'is not allowed as a key' }] : [];
    return [...own, ...findForbiddenKeys((value as Record<string, unknown>)[key], here)];
  });
}
