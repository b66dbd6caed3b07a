import { assertNever } from '../../assert-never';
import type { JsonValue } from '../definition/json-value';
import { pointerTo } from '../template/pointer';
import type { Template } from '../template/template';
import type { DefinitionContext, ValueError } from './definition-context';
import type { JsonSchema } from '../../agent/agent-definition';

/**
 * What is wrong with a value of which only the literal parts are known. A reference could become anything, so an error
 * there, around it, or beside it under a keyword that combines schemas, is not certain and is left out.
 */
export function checkLiteralPart(
  schema: JsonSchema,
  template: Template,
  check: DefinitionContext['checkValue'],
): ValueError[] {
  const holes = holesIn(template, '');
  if (holes.length > 0 && hasConditional(schema)) return [];
  const errors = check(schema, filled(template));
  const doubtful = errors.filter(({ path }) => holes.some((hole) => isAtOrBelow(hole, path))).map(({ path }) => path);
  return errors.filter(
    ({ path }) => !holes.some((hole) => isAtOrBelow(path, hole)) && !doubtful.some((at) => isAtOrBelow(path, at)),
  );
}

/** Where the references stand. */
export function holesIn(template: Template, pointer: string): string[] {
  switch (template.kind) {
    case 'literal':
      return [];
    case 'reference':
    case 'text':
      return [pointer];
    case 'list':
      return template.items.flatMap((item, index) => holesIn(item, pointerTo(pointer, index)));
    case 'object':
      return template.entries.flatMap(([key, member]) => holesIn(member, pointerTo(pointer, key)));
    default:
      return assertNever(template);
  }
}

function filled(template: Template): JsonValue {
  switch (template.kind) {
    case 'literal':
      return template.value;
    case 'reference':
      return null;
    case 'text':
      return '';
    case 'list':
      return template.items.map(filled);
    case 'object':
      return Object.fromEntries(template.entries.map(([key, member]) => [key, filled(member)]));
    default:
      return assertNever(template);
  }
}

/** Keywords that ask for one thing because of another: what a reference becomes could change what is asked. */
const CONDITIONAL: ReadonlySet<string> = new Set(['if', 'not', 'dependentSchemas']);

function hasConditional(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return false;
  return Object.entries(schema).some(([key, member]) => CONDITIONAL.has(key) || hasConditional(member));
}

function isAtOrBelow(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}/`);
}
