import { pointerTo } from './json-pointer';
import { isRecord } from './json-value';
import type { ValidationError } from './validation-error';

const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

/** Whether there are any; where they stand costs more to tell. */
export function hasForbiddenKeys(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasForbiddenKeys);
  if (!isRecord(value)) return false;
  return Object.keys(value).some((key) => FORBIDDEN.has(key) || hasForbiddenKeys(value[key]));
}

/** Keys that could reach a prototype, wherever they stand in the value. */
export function findForbiddenKeys(value: unknown, path = ''): ValidationError[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.keys(value).flatMap((key) => {
    const here = pointerTo(path, key);
    const own = FORBIDDEN.has(key) && !Array.isArray(value) ? [{ path: here, message: 'is not allowed as a key' }] : [];
    return [...own, ...findForbiddenKeys((value as Record<string, unknown>)[key], here)];
  });
}
