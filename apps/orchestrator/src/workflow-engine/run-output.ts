import { jsonSize, type JsonValue, resolveTemplate, type RunDraft, type StepError } from '@cadre/domain';
import type { FoldValues } from './fold-values';

export type RunOutput =
  { readonly ok: true; readonly value: JsonValue | undefined } | { readonly ok: false; readonly error: StepError };

/** What is larger is read step by step. */
const LARGEST_OUTPUT = 1024 * 1024;

/** The result of a completed run: its own mapping, or what its top steps put out, by their ids. */
export async function outputOfRun(draft: RunDraft, values: FoldValues): Promise<RunOutput> {
  const { output, outputReferences } = draft.plan;
  if (output) {
    const reader = { references: outputReferences, scope: '' };
    await values.load([reader]);
    const resolved = resolveTemplate(output, values.scopeOf(reader));
    if (resolved.ok) return resolved;
    return { ok: false, error: { code: resolved.code, message: resolved.message } };
  }
  const top = [...draft.plan.nodes.values()].filter(({ parent }) => parent === null).map(({ path }) => path);
  const done = top.filter((path) => draft.find(path)?.status === 'completed');
  if (!(await values.loadOutputs(done, LARGEST_OUTPUT))) return { ok: true, value: undefined };
  const entries = done.flatMap((path) => {
    const value = values.outputOf(path);
    return value === undefined ? [] : [[path, value] as const];
  });
  const gathered = Object.fromEntries(entries);
  return { ok: true, value: jsonSize(gathered, LARGEST_OUTPUT) > LARGEST_OUTPUT ? undefined : gathered };
}
