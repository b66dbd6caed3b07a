import type { JsonValue } from '../definition/json-value';
import { parseExpression } from './parse-expression';
import type { TemplateProblem } from './path';
import { pointerTo } from './pointer';
import type { Path, Template, TemplateExpression } from './template';

export const TEMPLATE_LIMITS = { characters: 1_048_576, references: 2_000, depth: 64 } as const;
/** Between the braces of one reference. */
const MAX_EXPRESSION_LENGTH = 1_000;
/** Of one text: who made more would not read them. */
const MAX_PROBLEMS = 5;

/** A value read as a template; usable only if there is no problem. */
export interface ParsedTemplate {
  readonly template: Template;
  readonly references: readonly { readonly path: Path; readonly pointer: string; readonly hasDefault: boolean }[];
  readonly problems: readonly (TemplateProblem & { readonly pointer: string })[];
}

/**
 * Reads the templates in any JSON value and finds every mistake at once. Keys are never templates. `\{{` stands for two
 * braces. The work is linear in the value's size, which is bounded.
 */
export function parseTemplate(value: JsonValue, pointer = ''): ParsedTemplate {
  const parser = new TemplateParser();
  return { template: parser.parse(value, pointer, 0), references: parser.references, problems: parser.problems };
}

class TemplateParser {
  readonly references: { path: Path; pointer: string; hasDefault: boolean }[] = [];
  readonly problems: (TemplateProblem & { pointer: string })[] = [];
  private characters = 0;

  parse(value: JsonValue, pointer: string, depth: number): Template {
    if (typeof value === 'string') return this.text(value, pointer);
    if (typeof value !== 'object' || value === null) return { kind: 'literal', value };
    if (depth === TEMPLATE_LIMITS.depth) {
      return this.refuse(pointer, `templates may be nested ${TEMPLATE_LIMITS.depth} levels deep`, value);
    }
    return Array.isArray(value)
      ? this.list(value as readonly JsonValue[], pointer, depth)
      : this.object(value as Readonly<Record<string, JsonValue>>, pointer, depth);
  }

  private list(value: readonly JsonValue[], pointer: string, depth: number): Template {
    const items = value.map((item, index) => this.parse(item, pointerTo(pointer, index), depth + 1));
    const literals = items.flatMap((item) => (item.kind === 'literal' ? [item.value] : []));
    return literals.length === items.length ? { kind: 'literal', value: literals } : { kind: 'list', items };
  }

  private object(value: Readonly<Record<string, JsonValue>>, pointer: string, depth: number): Template {
    const entries = Object.entries(value).map(
      ([key, member]) => [key, this.parse(member, pointerTo(pointer, key), depth + 1)] as const,
    );
    const literals = entries.flatMap(([key, member]) =>
      member.kind === 'literal' ? [[key, member.value] as const] : [],
    );
    return literals.length === entries.length
      ? { kind: 'literal', value: Object.fromEntries(literals) }
      : { kind: 'object', entries };
  }

  private text(text: string, pointer: string): Template {
    this.characters += text.length;
    if (this.characters > TEMPLATE_LIMITS.characters) {
      return this.refuse(pointer, `templates may have ${TEMPLATE_LIMITS.characters} characters together`, text);
    }
    const pieces = this.pieces(text, pointer);
    const [only] = pieces;
    if (pieces.length === 1 && only !== undefined && typeof only !== 'string')
      return { kind: 'reference', expression: only };
    const texts = pieces.filter((piece) => typeof piece === 'string');
    return texts.length < pieces.length ? { kind: 'text', pieces } : { kind: 'literal', value: texts.join('') };
  }

  /** The text between references, and the references. Stops after some mistakes of a text. */
  private pieces(text: string, pointer: string): (string | TemplateExpression)[] {
    const pieces: (string | TemplateExpression)[] = [];
    const mostProblems = this.problems.length + MAX_PROBLEMS;
    let at = 0;
    for (let open = text.indexOf('{{'); open >= 0; open = text.indexOf('{{', at)) {
      if (text[open - 1] === '\\') {
        pieces.push(text.slice(at, open - 1), '{{');
        at = open + 2;
        continue;
      }
      const close = closingBraces(text, open + 2);
      const expression = close < 0 ? null : this.expression(text.slice(open + 2, close), pointer);
      if (close < 0)
        this.problem(
          pointer,
          'TEMPLATE_INVALID',
          `"{{" is not closed by "}}" within ${MAX_EXPRESSION_LENGTH} characters`,
        );
      if (close < 0 || this.isFull || this.problems.length >= mostProblems) return [text];
      if (open > at) pieces.push(text.slice(at, open));
      if (expression !== null) pieces.push(expression);
      at = close + 2;
    }
    if (at < text.length) pieces.push(text.slice(at));
    return pieces;
  }

  private expression(source: string, pointer: string): TemplateExpression | null {
    const parsed = parseExpression(source);
    if (!parsed.ok) {
      this.problem(pointer, parsed.problem.code, parsed.problem.message);
      return null;
    }
    const hasDefault = parsed.expression.filters.some(({ name }) => name === 'default');
    this.references.push({ path: parsed.expression.path, pointer, hasDefault });
    if (!this.isFull) return parsed.expression;
    this.refuse(pointer, `templates may hold ${TEMPLATE_LIMITS.references} references together`, source);
    return null;
  }

  private get isFull(): boolean {
    return this.references.length > TEMPLATE_LIMITS.references;
  }

  private refuse(pointer: string, message: string, value: JsonValue): Template {
    // Said once: what comes after is too much for the same reason.
    if (!this.problems.some(({ code }) => code === 'TEMPLATE_TOO_LARGE')) {
      this.problem(pointer, 'TEMPLATE_TOO_LARGE', `${message}, and no more`);
    }
    return { kind: 'literal', value };
  }

  private problem(pointer: string, code: TemplateProblem['code'], message: string): void {
    this.problems.push({ pointer, code, message });
  }
}

/** Where the `}}` stands that closes a reference: not one within a quoted text, nor one that closes braces of its own. */
function closingBraces(text: string, start: number): number {
  const end = Math.min(text.length, start + MAX_EXPRESSION_LENGTH + 1);
  let quote = '';
  let depth = 0;
  for (let at = start; at < end; at++) {
    const character = text.charAt(at);
    if (quote !== '') {
      if (character === '\\') at++;
      else if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '{') depth++;
    else if (character === '}' && depth > 0) depth--;
    else if (character === '}' && text[at + 1] === '}') return at;
  }
  return -1;
}
