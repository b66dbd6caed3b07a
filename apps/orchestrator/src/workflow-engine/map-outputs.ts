import { completeStep, endStep, referencesOf, resolveTemplate, type StepState } from '@cadre/domain';
import type { FoldContext } from './fold-context';

/** Fills in the `output` mappings of steps whose work is done. */
export async function mapOutputs(context: FoldContext): Promise<void> {
  const { draft, values } = context;
  const steps = [...draft.unmapped].flatMap((path) => draft.find(path) ?? []);
  await values.load(steps.map((step) => readerOf(context, step)));
  for (const step of steps) {
    mapOutput(context, step);
    draft.unmapped.delete(step.path);
    values.forget(step.path);
  }
}

function mapOutput(context: FoldContext, step: StepState): void {
  const { draft, values } = context;
  const template = draft.nodeOf(step).templates.output;
  const resolved = template && resolveTemplate(template, values.scopeOf(readerOf(context, step)));
  if (!resolved) return completeStep(draft, step);
  if (resolved.ok) return completeStep(draft, draft.change(step, { output: resolved.value }));
  endStep(draft, step, { status: 'failed', error: { code: resolved.code, message: resolved.message } });
}

function readerOf({ draft }: FoldContext, step: StepState) {
  return { references: referencesOf(draft.nodeOf(step), 'output'), scope: step.scope };
}
