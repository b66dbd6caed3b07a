import { suggestion } from '../../text/nearest-name';
import type { JsonValue } from '../definition/json-value';
import { FILTER_ARGUMENTS } from './filters';
import { scanPath, shorten, type TemplateErrorCode, type TemplateProblem } from './path';
import { FILTER_NAMES, type Filter, type FilterName, type TemplateExpression } from './template';

export type ParsedExpression =
  | { readonly ok: true; readonly expression: TemplateExpression }
  | { readonly ok: false; readonly problem: TemplateProblem };

const MAX_FILTERS = 8;
const MAX_TRUNCATE = 1_000_000;

/** Parses what stands between `{{` and `}}`: a path, and filters after `|`. */
export function parseExpression(source: string): ParsedExpression {
  const start = skipSpaces(source, 0);
  const scanned = scanPath(source, start);
  if (!scanned.ok) return scanned;
  const filters: Filter[] = [];
  let at = skipSpaces(source, scanned.end);
  while (at < source.length) {
    if (source[at] !== '|')
      return failed('TEMPLATE_INVALID', `unexpected "${shorten(source.slice(at))}" after the path`);
    if (filters.length === MAX_FILTERS)
      return failed('TEMPLATE_INVALID', `at most ${MAX_FILTERS} filters can follow a path`);
    const end = filterEnd(source, at + 1);
    const filter = parseFilter(source.slice(at + 1, end).trim());
    if ('code' in filter) return { ok: false, problem: filter };
    filters.push(filter);
    at = end;
  }
  return { ok: true, expression: { path: scanned.path, filters } };
}

/** Where the next `|` outside a quoted text stands, or the end. */
function filterEnd(source: string, start: number): number {
  let quote = '';
  for (let at = start; at < source.length; at++) {
    const character = source.charAt(at);
    if (quote !== '' && character === '\\') at++;
    else if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === '|') return at;
  }
  return source.length;
}

function parseFilter(text: string): Filter | TemplateProblem {
  const colon = text.indexOf(':');
  const name = (colon < 0 ? text : text.slice(0, colon)).trim();
  if (!isFilterName(name)) {
    const known = suggestion(name, FILTER_NAMES) || `; known are ${FILTER_NAMES.join(', ')}`;
    return { code: 'TEMPLATE_UNKNOWN_FILTER', message: `unknown filter "${shorten(name)}"${known}` };
  }
  const argument = colon < 0 ? undefined : parseArgument(text.slice(colon + 1).trim());
  if (argument !== undefined && 'problem' in argument) return problem(`${argument.problem} after "${name}:"`);
  return withArgument(name, argument?.value);
}

function withArgument(name: FilterName, argument: JsonValue | undefined): Filter | TemplateProblem {
  const wanted = FILTER_ARGUMENTS[name];
  const refused = (what: string): TemplateProblem => problem(`the filter "${name}" takes ${what}`);
  if (wanted === 'none') return argument === undefined ? { name } : refused('no argument');
  if (wanted === 'any')
    return argument === undefined ? refused('a value, such as default: "none"') : { name, argument };
  if (wanted === 'count')
    return isCount(argument) ? { name, argument } : refused(`a whole number up to ${MAX_TRUNCATE}`);
  if (argument === undefined) return { name };
  return typeof argument === 'string' ? { name, argument } : refused('a text, such as join: "; "');
}

function isCount(argument: JsonValue | undefined): argument is number {
  return typeof argument === 'number' && Number.isInteger(argument) && argument >= 0 && argument <= MAX_TRUNCATE;
}

/** Any JSON, or a text between single quotes. */
function parseArgument(text: string): { value: JsonValue } | { problem: string } {
  const inner = text.length >= 2 && text.startsWith("'") && text.endsWith("'") ? text.slice(1, -1) : null;
  try {
    const value = JSON.parse(inner === null ? text : quoted(inner)) as JsonValue;
    return isPlain(value) ? { value } : { problem: 'a list or object with members' };
  } catch {
    return { problem: `"${shorten(text)}" is no value` };
  }
}

/** Nothing that would have to be searched for forbidden names. */
function isPlain(value: JsonValue): boolean {
  return typeof value !== 'object' || value === null || Object.keys(value).length === 0;
}

/** The JSON text of what stands between single quotes. */
function quoted(inner: string): string {
  return `"${inner.replaceAll("\\'", "'").replaceAll('"', '\\"')}"`;
}

function skipSpaces(text: string, start: number): number {
  let at = start;
  while (text[at] === ' ' || text[at] === '\t' || text[at] === '\n' || text[at] === '\r') at++;
  return at;
}

function isFilterName(name: string): name is FilterName {
  return (FILTER_NAMES as readonly string[]).includes(name);
}

function problem(message: string): TemplateProblem {
  return { code: 'TEMPLATE_INVALID', message };
}

function failed(code: TemplateErrorCode, message: string): ParsedExpression {
  return { ok: false, problem: { code, message } };
}
