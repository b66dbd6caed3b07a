import { redactFields, redactText } from '@cadre/observability';
import { isRecord } from '../schema/json-value';

const SHOWN_CHARACTERS = 120;
const SHOWN_IN_ALL = 500;

/** The arguments of a tool call for the log: secrets blanked, long texts told by their length. */
export function describeArguments(args: unknown): string {
  const shortened: unknown = shorten(isRecord(args) ? redactFields(args) : args);
  return redactText(JSON.stringify(shortened) ?? '').slice(0, SHOWN_IN_ALL);
}

function shorten(value: unknown): unknown {
  if (typeof value === 'string' && value.length > SHOWN_CHARACTERS) return `(${value.length} characters)`;
  if (Array.isArray(value)) return value.map(shorten);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shorten(member)]));
}
