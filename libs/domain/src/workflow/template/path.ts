import { nearestName } from '../../text/nearest-name';
import { PATH_ROOTS, type Path, type PathRoot } from './template';

export type TemplateErrorCode =
  | 'TEMPLATE_INVALID'
  | 'TEMPLATE_UNKNOWN_ROOT'
  | 'TEMPLATE_UNKNOWN_FILTER'
  | 'TEMPLATE_FORBIDDEN_PATH'
  | 'TEMPLATE_TOO_LARGE';

/** Why a text is no template, and what would be. */
export interface TemplateProblem {
  readonly code: TemplateErrorCode;
  readonly message: string;
}

export type ScannedPath =
  | { readonly ok: true; readonly path: Path; readonly end: number }
  | { readonly ok: false; readonly problem: TemplateProblem };

export const MAX_PATH_SEGMENTS = 32;
const MAX_INDEX_DIGITS = 9;
/** They lead to what an object inherits. Own properties of these names cannot be read either. */
const FORBIDDEN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Reads one path from a text, from `start` as far as it goes: names separated by dots, and `[n]`. A name is made of letters,
 * digits, `_`, `-`, `$` and `@`. Looks at each character once.
 */
export function scanPath(text: string, start: number): ScannedPath {
  const segments: (string | number)[] = [];
  const first = nameEnd(text, start);
  if (first === start) return invalid(`a path must start with ${listOfRoots()}`);
  let at = first;
  for (let next = scanSegment(text, at); next !== null; next = scanSegment(text, at)) {
    if (typeof next === 'string') return invalid(`${next} in "${excerpt(text, start)}"`);
    if (segments.length === MAX_PATH_SEGMENTS) return invalid(`a path may have at most ${MAX_PATH_SEGMENTS} parts`);
    segments.push(next.segment);
    at = next.end;
  }
  return checked(text.slice(start, first), segments, text.slice(start, at), at);
}

function checked(root: string, segments: readonly (string | number)[], source: string, end: number): ScannedPath {
  const forbidden = [root, ...segments].find((name) => typeof name === 'string' && FORBIDDEN.has(name));
  if (forbidden !== undefined) return failed('TEMPLATE_FORBIDDEN_PATH', `"${forbidden}" is not allowed in a path`);
  if (!isRoot(root)) {
    const near = nearestName(root, PATH_ROOTS);
    const hint = near === undefined ? `paths start with ${listOfRoots()}` : `did you mean "${near}"?`;
    return failed('TEMPLATE_UNKNOWN_ROOT', `"${shorten(root)}" is not known here (${hint})`);
  }
  return { ok: true, path: { root, segments, source }, end };
}

type Segment = { readonly segment: string | number; readonly end: number };

/** The part that starts at `at`; null where the path ends; a text that says what is wrong. */
function scanSegment(text: string, at: number): Segment | string | null {
  if (text[at] === '.') {
    const end = nameEnd(text, at + 1);
    return end === at + 1 ? 'a name is missing after "."' : { segment: text.slice(at + 1, end), end };
  }
  if (text[at] !== '[') return null;
  let end = at + 1;
  while (isDigit(text.charCodeAt(end))) end++;
  const digits = text.slice(at + 1, end);
  if (digits === '' || digits.length > MAX_INDEX_DIGITS || text[end] !== ']')
    return '"[" must be followed by a number and "]"';
  return { segment: Number(digits), end: end + 1 };
}

function nameEnd(text: string, start: number): number {
  let end = start;
  while (end < text.length && isNameCode(text.charCodeAt(end))) end++;
  return end;
}

/** Whether a character may stand in a name. */
export function isNameCode(code: number): boolean {
  const letter = (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
  return letter || isDigit(code) || code > 127 || code === 95 || code === 45 || code === 36 || code === 64;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isRoot(name: string): name is PathRoot {
  return (PATH_ROOTS as readonly string[]).includes(name);
}

function listOfRoots(): string {
  return PATH_ROOTS.map((root) => `"${root}"`).join(', ');
}

function excerpt(text: string, start: number): string {
  return shorten(text.slice(start, start + 200));
}

/** Keeps a message short, whatever was written. */
export function shorten(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}

function invalid(message: string): ScannedPath {
  return failed('TEMPLATE_INVALID', message);
}

function failed(code: TemplateErrorCode, message: string): ScannedPath {
  return { ok: false, problem: { code, message } };
}
