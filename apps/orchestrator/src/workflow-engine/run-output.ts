import {
  gatheredResult,
  LARGEST_RESULT,
  mappedResult,
  resultSteps,
  type RunDraft,
  type RunResult,
} from '@cadre/domain';
import type { FoldValues } from './fold-values';

/** The result of a completed run: its own mapping, or what its top steps put out, by their ids. */
export async function outputOfRun(draft: RunDraft, values: FoldValues): Promise<RunResult> {
  const { output, outputReferences } = draft.plan;
  if (output) {
    const reader = { references: outputReferences, scope: '' };
    await values.load([reader]);
    return mappedResult(output, values.scopeOf(reader));
  }
  const done = resultSteps(draft);
  if (!(await values.loadOutputs(done, LARGEST_RESULT))) return { ok: true, value: undefined };
  return gatheredResult(done, (path) => values.outputOf(path));
}
