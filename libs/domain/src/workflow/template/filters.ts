import { assertNever } from '../../assert-never';
import type { JsonValue } from '../definition/json-value';
import type { Filter, FilterName } from './template';

/** Which kind of argument a filter takes. */
export const FILTER_ARGUMENTS: Readonly<Record<FilterName, 'any' | 'text' | 'count' | 'none'>> = {
  default: 'any',
  json: 'none',
  length: 'none',
  first: 'none',
  last: 'none',
  join: 'text',
  upper: 'none',
  lower: 'none',
  truncate: 'count',
};

/** What a filter makes of a value; undefined when it cannot be applied to it. `default` is not applied to a value that is there. */
export function applyFilter({ name, argument }: Filter, value: JsonValue): JsonValue | undefined {
  switch (name) {
    case 'default':
      return value;
    case 'json':
      return JSON.stringify(value);
    case 'length':
      return lengthOf(value);
    case 'first':
      return isList(value) ? value[0] : undefined;
    case 'last':
      return isList(value) ? value[value.length - 1] : undefined;
    case 'join':
      return isList(value) ? value.map(textOf).join(typeof argument === 'string' ? argument : ', ') : undefined;
    case 'upper':
      return typeof value === 'string' ? value.toUpperCase() : undefined;
    case 'lower':
      return typeof value === 'string' ? value.toLowerCase() : undefined;
    case 'truncate':
      return typeof value === 'string' ? truncated(value, Number(argument)) : undefined;
    default:
      return assertNever(name);
  }
}

/** A value as it stands in a text: a text as it is, nothing for null, anything else as JSON. */
export function textOf(value: JsonValue): string {
  if (typeof value === 'string') return value;
  return value === null ? '' : JSON.stringify(value);
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function lengthOf(value: JsonValue): number | undefined {
  if (typeof value === 'string' || isList(value)) return value.length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : undefined;
}

/** At most `count` characters, the last of them an ellipsis when something was cut; never half of a surrogate pair. */
function truncated(text: string, count: number): string {
  if (text.length <= count) return text;
  if (count === 0) return '';
  const cut = text.slice(0, count - 1);
  const lastCode = cut.charCodeAt(cut.length - 1);
  return `${lastCode >= 0xd800 && lastCode <= 0xdbff ? cut.slice(0, -1) : cut}…`;
}
