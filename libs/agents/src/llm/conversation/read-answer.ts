import type { AgentDefinition } from '@cadre/domain';
import { validateOutput } from '../../schema/agent-parameters';
import { unmarked } from './asked-output';

export type ReadAnswer =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: string };

const FENCE = '```';
const MOST_ERRORS = 20;

/** A model's words as the agent's output. An agent without an output schema answers with the text itself. */
export function readAnswer(definition: Pick<AgentDefinition, 'output'>, text: string): ReadAnswer {
  if (definition.output === null) return { ok: true, value: text };
  const parsed = parse(unfenced(text.trim()));
  if (!parsed.ok) return parsed;
  const value = unmarked(parsed.value);
  const checked = validateOutput(definition, value);
  if (checked.ok) return { ok: true, value };
  const errors = checked.errors.slice(0, MOST_ERRORS).map(({ path, message }) => `${path || '/'} ${message}`);
  return { ok: false, problem: `it does not fit the schema: ${errors.join('; ')}` };
}

function parse(text: string): ReadAnswer {
  if (text === '') return { ok: false, problem: 'it is empty' };
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch (error) {
    return { ok: false, problem: `it is not JSON (${(error as Error).message})` };
  }
}

/** Models like to wrap JSON into a fenced block. */
function unfenced(text: string): string {
  if (!text.startsWith(FENCE) || !text.endsWith(FENCE)) return text;
  const firstLine = text.indexOf('\n');
  return firstLine === -1 ? text : text.slice(firstLine + 1, -FENCE.length).trim();
}
