import { assertNever } from '../../assert-never';
import type { JsonValue } from '../definition/json-value';
import { applyFilter, textOf } from './filters';
import { jsonSize } from './json-size';
import { TEMPLATE_LIMITS } from './parse-template';
import { resolvePath, type Scope } from './resolve-path';
import type { Filter, Template, TemplateExpression } from './template';

/** Why a template has no value. A retry does not help: the run's data is what it is. */
export interface TemplateFailure {
  readonly code: 'TEMPLATE_UNRESOLVED' | 'TEMPLATE_TOO_LARGE';
  /** The path as it was written. */
  readonly path: string;
  readonly message: string;
}

export type ResolvedTemplate =
  { readonly ok: true; readonly value: JsonValue } | ({ readonly ok: false } & TemplateFailure);

/**
 * Fills a template in. A value is taken as it is: braces inside it mean nothing. The result has at most a million
 * characters, and so has the work.
 */
export function resolveTemplate(template: Template, scope: Scope): ResolvedTemplate {
  const resolver = new Resolver(scope);
  const value = resolver.resolve(template);
  return resolver.failure === null ? { ok: true, value } : { ok: false, ...resolver.failure };
}

class Resolver {
  failure: TemplateFailure | null = null;
  private budget: number = TEMPLATE_LIMITS.characters;

  constructor(private readonly scope: Scope) {}

  resolve(template: Template): JsonValue {
    switch (template.kind) {
      case 'literal':
        return template.value;
      case 'reference':
        return this.expression(template.expression);
      case 'text':
        return template.pieces
          .map((piece) => (typeof piece === 'string' ? piece : textOf(this.expression(piece))))
          .join('');
      case 'list':
        return template.items.map((item) => this.resolve(item));
      case 'object':
        return Object.fromEntries(template.entries.map(([key, member]) => [key, this.resolve(member)]));
      default:
        return assertNever(template);
    }
  }

  /** Null after a failure: the first one is kept, and ends the work. */
  private expression({ path, filters }: TemplateExpression): JsonValue {
    if (this.failure !== null) return null;
    let value = resolvePath(path, this.scope);
    let reached = path.source;
    for (const filter of filters) {
      if (this.isTooLarge(value, filter)) return this.tooLarge(path.source);
      value = filtered(filter, value);
      reached = value === undefined ? `${reached} | ${filter.name}` : reached;
    }
    if (value === undefined) return this.fail('TEMPLATE_UNRESOLVED', path.source, `"${reached}" has no value`);
    if (this.isTooLarge(value)) return this.tooLarge(path.source);
    this.budget -= jsonSize(value, this.budget);
    return value;
  }

  private isTooLarge(value: JsonValue | undefined, filter?: Filter): boolean {
    if (value === undefined) return false;
    const separator = filter?.name === 'join' && typeof filter.argument === 'string' ? filter.argument.length : 0;
    const separators = Array.isArray(value) ? separator * value.length : 0;
    return jsonSize(value, this.budget) + separators > this.budget;
  }

  private tooLarge(path: string): JsonValue {
    const message = `with "${path}" the values together have more than ${TEMPLATE_LIMITS.characters} characters`;
    return this.fail('TEMPLATE_TOO_LARGE', path, message);
  }

  private fail(code: TemplateFailure['code'], path: string, message: string): JsonValue {
    this.failure = { code, path, message };
    return null;
  }
}

/** `default` stands in for what is missing or null; every other filter leaves what is missing as it is. */
function filtered(filter: Filter, value: JsonValue | undefined): JsonValue | undefined {
  if (filter.name === 'default') return value ?? filter.argument;
  return value === undefined ? undefined : applyFilter(filter, value);
}
