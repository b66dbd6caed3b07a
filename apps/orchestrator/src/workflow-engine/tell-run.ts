import { canRetryRun, isRunEnd, type RunSignal, type RunState } from '@cadre/domain';
import { type FoldSession, type InboxRow, type RunNote, toRunState } from '@cadre/persistence';

/** What a run was told about itself; its steps are the engine's. */
export function tellRun(session: FoldSession, inbox: readonly InboxRow[], notes: RunNote[]): RunState {
  let state = toRunState(session.run);
  for (const { kind } of inbox) {
    if (kind === 'retry' && canRetryRun(state.status)) {
      notes.push({ type: 'retried', from: state.status, to: 'running' });
      state = {
        ...state,
        status: 'running',
        restarting: true,
        compensating: false,
        cancelRequested: false,
        error: null,
      };
    }
    if (isRunEnd(state.status)) continue;
    if (kind === 'cancel' && !state.cancelRequested) {
      notes.push({ type: 'cancel_requested', from: null, to: null });
      state = { ...state, cancelRequested: true };
    }
    if (kind === 'pause' && !state.paused && session.run.parent_workflow_id !== null) {
      notes.push({ type: 'paused', from: state.status, to: 'paused' });
      state = { ...state, status: 'paused', paused: true };
    }
    if (kind === 'resume' && state.paused && session.run.parent_workflow_id !== null) {
      notes.push({ type: 'resumed', from: 'paused', to: 'running' });
      state = { ...state, status: 'running', paused: false };
    }
  }
  return state;
}

/** What happened to the steps of a run. */
export function toSignals(inbox: readonly InboxRow[]): RunSignal[] {
  return inbox.map(({ kind, path, attempt, status, error_code: code, error_message }) => {
    if (path === null) return { kind: 'look' };
    if (kind === 'decision') return { kind, path, approved: status === 'approved' };
    if (kind !== 'task' && kind !== 'child') return { kind: 'look' };
    const error = code === null ? null : { code, message: error_message ?? '' };
    return { kind, path, attempt: attempt ?? 1, status: status ?? '', error };
  });
}
