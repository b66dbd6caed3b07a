import { isRecord, type JsonSchema, type JsonValue } from '../../schema/json-value';
import { resolveLocalRef } from '../../schema/local-ref';
import type { Assignment } from './assignment';
import { paragraph, sentence, wordCount } from './prose';
import { tradeValue, type Place } from './trades';

const FEW_ITEMS = 3;
const MAX_TEXT = 100_000;
const FORMATS: Readonly<Record<string, string>> = {
  date: '2026-01-15',
  'date-time': '2026-01-15T09:00:00Z',
  time: '09:00:00Z',
  duration: 'P1D',
  email: 'team@example.com',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uri: 'https://example.com/',
  uuid: '0199c1a0-0000-7000-8000-000000000001',
  'artifact-id': '0199c1a0-0000-7000-8000-000000000001',
};

/** An answer that fits the schema and reads like one of the trade. The same assignment gives the same answer. */
export function composeOutput(schema: JsonSchema, assignment: Assignment): JsonValue {
  return new Composer(schema, assignment).compose(schema, { name: 'content', index: 0 });
}

class Composer {
  constructor(
    private readonly root: JsonSchema,
    private readonly assignment: Assignment,
  ) {}

  compose(schema: unknown, place: Place): JsonValue {
    if (!isRecord(schema)) return null;
    if (typeof schema['$ref'] === 'string') return this.compose(resolveLocalRef(this.root, schema['$ref']), place);
    const fixed = fixedValue(schema);
    if (fixed !== undefined) return fixed;
    if (Array.isArray(schema['enum'])) return this.choose(schema['enum'], place);
    const alternative = firstOf(schema['oneOf']) ?? firstOf(schema['anyOf']);
    if (alternative !== undefined) return this.compose(alternative, place);
    return this.composeType(schema, place);
  }

  private composeType(schema: Record<string, unknown>, place: Place): JsonValue {
    switch (typeOf(schema)) {
      case 'object':
        return this.object(schema);
      case 'array':
        return this.array(schema, place);
      case 'integer':
      case 'number':
        return this.number(schema, place);
      case 'boolean':
        return this.assignment.random.next() < 0.5;
      case 'null':
        return null;
      default:
        return this.text(schema, place);
    }
  }

  private choose(options: readonly unknown[], place: Place): JsonValue {
    const wanted = tradeValue(this.assignment, place);
    const chosen = options.includes(wanted) ? wanted : options[this.assignment.random.integer(0, options.length - 1)];
    return (chosen ?? null) as JsonValue;
  }

  private object(schema: Record<string, unknown>): JsonValue {
    const properties = isRecord(schema['properties']) ? schema['properties'] : {};
    const entries = Object.entries(properties).map(
      ([name, member]) => [name, this.compose(member, { name, index: 0 })] as const,
    );
    return withWordCount(Object.fromEntries(entries), properties['word_count']);
  }

  private array(schema: Record<string, unknown>, place: Place): JsonValue {
    const low = numberOf(schema['minItems']) ?? 0;
    const count = Math.min(numberOf(schema['maxItems']) ?? Infinity, Math.max(low, this.wantedItems(place)));
    return Array.from({ length: count }, (_, index) => this.item(schema, { name: place.name, index }));
  }

  private item(schema: Record<string, unknown>, place: Place): JsonValue {
    const prefix = Array.isArray(schema['prefixItems']) ? (schema['prefixItems'] as unknown[])[place.index] : undefined;
    const item = prefix ?? schema['items'];
    return isRecord(item) && typeOf(item) === 'object'
      ? this.memberOf(item, place.index)
      : this.compose(item ?? {}, place);
  }

  /** The members of a list are told apart by their number. */
  private memberOf(schema: Record<string, unknown>, index: number): JsonValue {
    const properties = isRecord(schema['properties']) ? schema['properties'] : {};
    return Object.fromEntries(
      Object.entries(properties).map(([name, member]) => [name, this.compose(member, { name, index })]),
    );
  }

  /** A parameter such as `max_stories` says how many `stories` the caller wants. */
  private wantedItems({ name }: Place): number {
    const wanted = numberOf(this.assignment.parameters[`max_${name}`]);
    return wanted === undefined ? FEW_ITEMS : Math.min(20, wanted);
  }

  private number(schema: Record<string, unknown>, place: Place): JsonValue {
    const { parameters, random } = this.assignment;
    const { low, high = Math.max(low, 100) } = boundsOf(schema);
    const wanted =
      numberOf(tradeValue(this.assignment, place)) ??
      numberOf(parameters[place.name]) ??
      random.integer(Math.ceil(low), Math.floor(high));
    const step = stepOf(schema);
    return Math.min(high, Math.max(low, Math.ceil(wanted / step) * step));
  }

  private text(schema: Record<string, unknown>, place: Place): JsonValue {
    const format = typeof schema['format'] === 'string' ? FORMATS[schema['format']] : undefined;
    if (format !== undefined) return format;
    const { subject, random } = this.assignment;
    const worded = tradeValue(this.assignment, place);
    const text = typeof worded === 'string' ? worded : sentence(subject, random);
    return this.fitted(text, numberOf(schema['minLength']) ?? 0, numberOf(schema['maxLength']) ?? MAX_TEXT);
  }

  private fitted(text: string, low: number, high: number): string {
    let grown = text;
    while ([...grown].length < low) grown += ` ${paragraph(this.assignment.subject, 2, this.assignment.random)}`;
    const characters = [...grown];
    return characters.length > high ? characters.slice(0, high).join('') : grown;
  }
}

/** Examples and constants are the author's own words; patterns are only met by those. */
function fixedValue(schema: Record<string, unknown>): JsonValue | undefined {
  if ('const' in schema) return schema['const'] as JsonValue;
  const [example] = Array.isArray(schema['examples']) ? (schema['examples'] as unknown[]) : [];
  return (example ?? (schema['pattern'] === undefined ? undefined : schema['default'])) as JsonValue | undefined;
}

function typeOf(schema: Record<string, unknown>): string {
  const { type } = schema;
  if (typeof type === 'string') return type;
  if (Array.isArray(type)) return String(type.find((candidate) => candidate !== 'null') ?? 'null');
  return isRecord(schema['properties']) ? 'object' : 'string';
}

/** A count of words beside a text is that text's, if the schema takes it. */
function withWordCount(value: Record<string, JsonValue>, schema: unknown): JsonValue {
  const { content, word_count } = value;
  if (typeof content !== 'string' || typeof word_count !== 'number' || !isRecord(schema)) return value;
  const counted = wordCount(content);
  return takes(schema, counted) ? { ...value, word_count: counted } : value;
}

function takes(schema: Record<string, unknown>, number: number): boolean {
  if (fixedValue(schema) !== undefined || 'enum' in schema) return false;
  const { low, high = Infinity } = boundsOf(schema);
  return number >= low && number <= high && number % stepOf(schema) === 0;
}

function boundsOf(schema: Record<string, unknown>): { readonly low: number; readonly high: number | undefined } {
  const low = numberOf(schema['minimum']) ?? addedTo(schema['exclusiveMinimum'], 1) ?? 0;
  return { low, high: numberOf(schema['maximum']) ?? addedTo(schema['exclusiveMaximum'], -1) };
}

function stepOf(schema: Record<string, unknown>): number {
  return numberOf(schema['multipleOf']) ?? 1;
}

function firstOf(list: unknown): unknown {
  return Array.isArray(list) ? (list as unknown[])[0] : undefined;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function addedTo(value: unknown, difference: number): number | undefined {
  return typeof value === 'number' ? value + difference : undefined;
}
