import { mapOutput, referencesOf, type StepState } from '@cadre/domain';
import type { FoldContext } from './fold-context';

/** Fills in the `output` mappings of steps whose work is done. */
export async function mapOutputs(context: FoldContext): Promise<void> {
  const { draft, values } = context;
  const steps = [...draft.unmapped].flatMap((path) => draft.find(path) ?? []);
  await values.load(steps.map((step) => readerOf(context, step)));
  for (const step of steps) {
    mapOutput(draft, step, values.scopeOf(readerOf(context, step)));
    values.forget(step.path);
  }
}

function readerOf({ draft }: FoldContext, step: StepState) {
  return { references: referencesOf(draft.nodeOf(step), 'output'), scope: step.scope };
}
