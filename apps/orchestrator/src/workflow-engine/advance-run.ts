import { cancelSteps, type ReadyStep, readySteps, referencesOf, startStep, unstartedScopes } from '@cadre/domain';
import { ELEMENT_BATCH } from '@cadre/persistence';
import type { FoldContext } from './fold-context';
import { mapOutputs } from './map-outputs';
import { refuseForeignFiles } from './refuse-foreign-files';
import { reuseResults } from './reuse-results';

/** Starts what can start, round by round: what one round ends sets others free. */
export async function advanceRun(context: FoldContext): Promise<void> {
  const { draft } = context;
  let started = 0;
  for (let before = -1; before !== draft.moved.length;) {
    before = draft.moved.length;
    cancelSteps(draft);
    await mapOutputs(context);
    const ready = readySteps(draft, ELEMENT_BATCH - started);
    await startAll(context, ready);
    started += ready.length;
    if (started < ELEMENT_BATCH) continue;
    // The rest is the next fold's: the run's row is not kept from others for long.
    draft.unfinished = true;
    for (const scope of unstartedScopes(draft)) draft.unfinishedScopes.add(scope);
    return;
  }
}

async function startAll(context: FoldContext, ready: readonly ReadyStep[]): Promise<void> {
  if (ready.length === 0) return;
  const { draft, values, start } = context;
  const starting = ready.map((one) => ({
    one,
    reader: { references: referencesOf(one.node, 'start'), scope: one.step.scope },
  }));
  await values.load(starting.map(({ reader }) => reader));
  await context.templates.load(ready);
  for (const { one, reader } of starting) startStep(draft, one, values.scopeOf(reader), start);
  await refuseForeignFiles(context);
  await reuseResults(context);
}
