import { isRunEnd, type RunDraft } from '@cadre/domain';
import type { FoldSession, InboxRow, ToldRun } from '@cadre/persistence';

/** What other runs hear of a fold: children, the run around this one, and this one when there is more to do. */
export async function toldRuns(draft: RunDraft, session: FoldSession, inbox: readonly InboxRow[]): Promise<ToldRun[]> {
  const children = draft.actions.flatMap((action): ToldRun[] => {
    if (action.kind === 'cancel_child') return [{ workflowId: action.childId, kind: 'cancel' }];
    return action.kind === 'retry_child' ? [{ workflowId: action.childId, kind: 'retry' }] : [];
  });
  const inside = [...draft.unfinishedScopes].map((path) => ({ path }));
  const again = (draft.unfinished ? [{}, ...inside] : []).map((where): ToldRun => ({
    ...where,
    workflowId: session.id,
    kind: 'continue',
  }));
  return [...children, ...(await passedOn(session, inbox)), ...again, ...toldParent(session, draft.run)];
}

/** What is paused or resumed is so with everything in it. */
async function passedOn(session: FoldSession, inbox: readonly InboxRow[]): Promise<ToldRun[]> {
  const words: ('pause' | 'resume')[] = inbox.flatMap(({ kind }) =>
    kind === 'pause' || kind === 'resume' ? [kind] : [],
  );
  const kind = words.at(-1);
  if (kind === undefined) return [];
  return (await session.openChildren()).map((workflowId): ToldRun => ({ workflowId, kind }));
}

/** A run that is the step of another tells of its end. */
export function toldParent(
  { run }: FoldSession,
  { status, error }: Pick<RunDraft['run'], 'status' | 'error'>,
): ToldRun[] {
  const { parent_workflow_id: workflowId, parent_path: path, parent_attempt: attempt } = run;
  if (workflowId === null || path === null || !isRunEnd(status)) return [];
  return [{ workflowId, kind: 'child', path, attempt: attempt ?? 1, status, error }];
}
