import { compensate, failRun, outlookOfRun, referencesOf, type StepError } from '@cadre/domain';
import type { FoldDecision } from '@cadre/persistence';
import type { FoldContext } from './fold-context';
import { moveRun } from './move-run';
import { outputOfRun } from './run-output';

/** Ends the run if nothing of it is left; answers the output of one that is completed. */
export async function concludeRun(context: FoldContext): Promise<FoldDecision['output']> {
  const { draft, notes, values } = context;
  const outlook = outlookOfRun(draft);
  if (outlook.kind === 'open') moveRun(draft, notes, outlook.status);
  else if (outlook.kind === 'cancelled') moveRun(draft, notes, 'cancelled');
  else if (outlook.kind === 'failed') await fail(context, outlook.error);
  else {
    const result = await outputOfRun(draft, values);
    if (result.ok) end(context, 'completed');
    else await fail(context, { ...result.error, path: '' });
    return result.ok ? result.value : undefined;
  }
  return undefined;
}

/** Takes the run up again, or undoes what was done, or ends it. */
async function fail(context: FoldContext, error: StepError & { readonly path: string }): Promise<void> {
  const { draft, notes } = context;
  const next = failRun(draft, error);
  if (next !== 'undoing') {
    notes.push({ type: next, from: null, to: null });
    return moveRun(draft, notes, 'running');
  }
  if (await undoNext(context)) return moveRun(draft, notes, 'running');
  draft.changeRun({ compensating: false });
  end(context, 'failed');
}

/** One notification for a run, whatever its steps were. One that belongs to another run is a part of that. */
function end({ draft, notes, session }: FoldContext, status: 'completed' | 'failed'): void {
  moveRun(draft, notes, status);
  const { on_success, on_failure } = draft.plan.definition;
  const recipients = (status === 'completed' ? on_success : on_failure)?.notify?.length ?? 0;
  if (recipients === 0 || session.run.parent_workflow_id !== null) return;
  notes.push({ type: 'notify', from: null, to: null, data: { about: status, recipients } });
}

async function undoNext({ draft, values, start, compensable }: FoldContext): Promise<boolean> {
  const step = compensable === undefined ? undefined : draft.find(compensable);
  if (!step) return false;
  const reader = { references: referencesOf(draft.nodeOf(step), 'compensate'), scope: step.scope };
  await values.load([reader]);
  compensate(draft, step, values.scopeOf(reader), start);
  // One that could not be made does not end: nobody tells of it.
  if (draft.run.runningSteps === 0) draft.unfinished = true;
  return true;
}
