import { isRecord, type JsonSchema } from './json-value';
import { pointerTo } from './json-pointer';
import { SchemaRejectedError } from './schema-rejected.error';
import { resolveLocalRef } from './local-ref';

const MAX_BYTES = 64 * 1024;
const MAX_DEPTH = 32;
/** Of subschemas with every `$ref` written out: bounds compiling and validating together. */
const MAX_EXPANDED_NODES = 5_000;
/** Comparing each element with each other is quadratic. */
const MAX_UNIQUE_ITEMS = 1_000;

/** Keywords that rename or rebind schemas at run time: nothing an agent's schema needs. */
const REFUSED_KEYWORDS = [
  '$id',
  '$anchor',
  '$dynamicRef',
  '$dynamicAnchor',
  '$recursiveRef',
  '$recursiveAnchor',
  '$vocabulary',
];
const FORBIDDEN_NAMES = new Set(['__proto__', 'constructor', 'prototype']);

/** Refuses a schema that would be costly to compile or to validate with, before the compiler sees it. */
export function checkSchemaLimits(schema: JsonSchema): void {
  const bytes = Buffer.byteLength(JSON.stringify(schema));
  if (bytes > MAX_BYTES)
    throw new SchemaRejectedError('', `the schema has ${bytes} bytes; at most ${MAX_BYTES} are allowed`);
  new SchemaWalk(schema).measure(schema, '', 0);
}

class SchemaWalk {
  private readonly costs = new Map<object, number>();
  private readonly open = new Set<object>();

  constructor(private readonly root: JsonSchema) {}

  /** The number of nodes below, counting a referenced subschema as often as it is referenced. */
  measure(node: unknown, pointer: string, depth: number): number {
    if (typeof node !== 'object' || node === null) return 1;
    const known = this.costs.get(node);
    if (known !== undefined) return known;
    if (depth > MAX_DEPTH)
      throw new SchemaRejectedError(pointer, `the schema is nested deeper than ${MAX_DEPTH} levels`);
    if (this.open.has(node)) throw new SchemaRejectedError(pointer, 'the schema refers to itself');
    this.open.add(node);
    const cost = 1 + this.measureMembers(node, pointer, depth);
    this.open.delete(node);
    if (cost > MAX_EXPANDED_NODES)
      throw new SchemaRejectedError(pointer, 'the schema is too large once its $refs are written out');
    this.costs.set(node, cost);
    return cost;
  }

  private measureMembers(node: object, pointer: string, depth: number): number {
    if (!Array.isArray(node)) this.checkKeywords(node as Record<string, unknown>, pointer);
    let cost = 0;
    for (const [key, member] of Object.entries(node)) cost += this.measure(member, pointerTo(pointer, key), depth + 1);
    if (isRecord(node) && typeof node['$ref'] === 'string') {
      cost += this.measure(this.resolve(node['$ref'], pointer), pointer, depth + 1);
    }
    return cost;
  }

  private resolve(ref: string, pointer: string): unknown {
    const target = resolveLocalRef(this.root, ref);
    if (target === undefined) {
      throw new SchemaRejectedError(
        pointerTo(pointer, '$ref'),
        `$ref must point into the same schema, such as "#/$defs/name"; got "${ref}"`,
      );
    }
    return target;
  }

  private checkKeywords(node: Record<string, unknown>, pointer: string): void {
    for (const name of Object.keys(node)) {
      if (FORBIDDEN_NAMES.has(name)) throw new SchemaRejectedError(pointer, `"${name}" is not allowed as a name`);
    }
    const refused = REFUSED_KEYWORDS.find((keyword) => typeof node[keyword] === 'string');
    if (refused !== undefined)
      throw new SchemaRejectedError(pointerTo(pointer, refused), `${refused} is not supported`);
    if (
      node['uniqueItems'] === true &&
      !(typeof node['maxItems'] === 'number' && node['maxItems'] <= MAX_UNIQUE_ITEMS)
    ) {
      throw new SchemaRejectedError(pointer, `uniqueItems needs maxItems of at most ${MAX_UNIQUE_ITEMS}`);
    }
  }
}
