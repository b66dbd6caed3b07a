import type { ParsedCondition } from '@cadre/domain';
import { parseExpressionTree } from './expression-syntax';
import { toCondition, UnsupportedExpressionError } from './to-condition';

export const CONDITION_LIMITS = { characters: 2_000, depth: 32 } as const;

const SEPARATORS: ReadonlySet<string> = new Set([',', ';']);

/** Parses the text of a condition into data. Runs nothing; text that is too long or too deep is not even parsed. */
export function parseCondition(text: string): ParsedCondition {
  const tooMuch = boundsProblem(text);
  if (tooMuch !== null) return { ok: false, message: tooMuch };
  try {
    return { ok: true, condition: toCondition(parseExpressionTree(text)) };
  } catch (error) {
    return { ok: false, message: messageOf(error, text) };
  }
}

/** The parser recurses for every open bracket, `not` and `-`, so these are counted first. */
function boundsProblem(text: string): string | null {
  const { characters, depth } = CONDITION_LIMITS;
  if (text.length > characters) return `a condition may have at most ${characters} characters`;
  if (text.trim() === '') return 'a condition must not be empty';
  // The parser overlooks separators around an expression.
  if (SEPARATORS.has(text.trim().charAt(0)) || SEPARATORS.has(text.trim().slice(-1)))
    return 'a condition is one expression';
  return deepest(text) > depth ? `brackets may be nested at most ${depth} deep` : null;
}

function deepest(text: string): number {
  let depth = 0;
  let most = 0;
  for (const character of text) {
    if (character === '(' || character === '[') depth++;
    else if (character === ')' || character === ']') depth--;
    most = Math.max(most, depth);
  }
  return most;
}

function messageOf(error: unknown, text: string): string {
  if (error instanceof UnsupportedExpressionError) return error.message;
  const { description, index } = error as { description?: unknown; index?: unknown };
  return typeof description === 'string' && typeof index === 'number'
    ? `${description} at character ${index + 1}${text[index] === '=' ? ' (did you mean "=="?)' : ''}`
    : 'the condition cannot be parsed';
}
