import { isRunEnd, type RunDraft } from '@cadre/domain';
import type { FoldSession, InboxRow, ToldRun } from '@cadre/persistence';

/** What other runs hear of a fold: children, the run around this one, and this one when there is more to do. */
export function toldRuns(draft: RunDraft, session: FoldSession, inbox: readonly InboxRow[]): ToldRun[] {
  const children = draft.actions.flatMap((action): ToldRun[] => {
    if (action.kind === 'cancel_child') return [{ workflowId: action.childId, kind: 'cancel' }];
    return action.kind === 'retry_child' ? [{ workflowId: action.childId, kind: 'retry' }] : [];
  });
  const passed = (['pause', 'resume'] as const).filter((word) => inbox.some(({ kind }) => kind === word));
  const running = draft
    .all()
    .flatMap(({ status, childId }) => (status === 'running' && childId !== null ? [childId] : []));
  const paused = passed.flatMap((kind) => running.map((workflowId): ToldRun => ({ workflowId, kind })));
  const again: ToldRun[] = draft.unfinished ? [{ workflowId: session.id, kind: 'continue' }] : [];
  return [...children, ...paused, ...again, ...toldParent(session, draft.run)];
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
