import { isJsonObject, type JsonObject } from '../definition/json-value';
import { pointerTo } from '../template/pointer';
import type { DefinitionError } from './definition-error';

export const DEFINITION_LIMITS = { characters: 1_048_576, depth: 100, values: 100_000 } as const;

const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

export type InspectedJson =
  | { readonly ok: true; readonly value: JsonObject; readonly steps: number }
  | { readonly ok: false; readonly error: DefinitionError; readonly steps: number };

/**
 * Whether a value is JSON that may be walked: bounded in size and depth, without a name that leads to a prototype. Looks
 * at each value once, ends at the limits, and does not recurse, so it may be given anything.
 */
export function inspectJson(root: unknown): InspectedJson {
  const open: { value: unknown; pointer: string; depth: number }[] = [{ value: root, pointer: '', depth: 0 }];
  let characters = 0;
  let steps = 0;
  const refused = (
    code: 'DEFINITION_TOO_LARGE' | 'FORBIDDEN_KEY' | 'SCHEMA_VIOLATION',
    path: string,
    message: string,
  ) => ({ ok: false, steps, error: { step_id: null, path, code, message } }) as const;

  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, pointer, depth } = next;
    steps++;
    if (!isJsonScalar(value) && !isContainer(value)) return refused('SCHEMA_VIOLATION', pointer, 'is not JSON');
    characters += typeof value === 'string' ? value.length : 0;
    if (isContainer(value)) {
      if (depth === DEFINITION_LIMITS.depth)
        return refused('DEFINITION_TOO_LARGE', pointer.slice(0, 200), `is nested deeper than ${depth} levels`);
      const keys = Object.keys(value);
      if (steps + open.length + keys.length > DEFINITION_LIMITS.values) {
        return refused('DEFINITION_TOO_LARGE', '', `a definition may hold at most ${DEFINITION_LIMITS.values} values`);
      }
      for (const key of keys) {
        if (!Array.isArray(value) && FORBIDDEN_KEYS.has(key)) {
          return refused('FORBIDDEN_KEY', pointerTo(pointer, key), `"${key}" is not allowed as a key`);
        }
        characters += key.length;
        open.push({ value: value[key], pointer: pointerTo(pointer, key), depth: depth + 1 });
      }
    }
    if (characters > DEFINITION_LIMITS.characters) {
      return refused(
        'DEFINITION_TOO_LARGE',
        '',
        `a definition may have at most ${DEFINITION_LIMITS.characters} characters`,
      );
    }
  }
  return isJsonObject(root as JsonObject)
    ? { ok: true, value: root as JsonObject, steps }
    : refused('SCHEMA_VIOLATION', '', 'must be object');
}

function isContainer(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isJsonScalar(value: unknown): boolean {
  return value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}
