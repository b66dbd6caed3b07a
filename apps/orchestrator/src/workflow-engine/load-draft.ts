import {
  canRetryRun,
  isCompensation,
  isRunEnd,
  RunDraft,
  type RunSignal,
  type RunState,
  scopesAround,
} from '@cadre/domain';
import { type FoldSession, type InboxRow, type RunNote, toRunState } from '@cadre/persistence';
import type { Pinned } from './run-pins';

/** A run with the steps that its fold is about. */
export interface LoadedDraft {
  readonly draft: RunDraft;
  readonly signals: { readonly signalId: string; readonly name: string; readonly body: never }[];
  /** The step to be undone next. */
  readonly compensable: string | undefined;
}

/** Loads the steps outside of maps, and of the elements those that something happened to or is to happen to. */
export async function loadDraft(
  session: FoldSession,
  { plan }: Pinned,
  state: RunState,
  inbox: readonly InboxRow[],
): Promise<LoadedDraft> {
  const listens = [...plan.nodes.values()].some(({ kind }) => kind === 'signal');
  const signals = listens ? await session.signals() : [];
  const next = state.compensating ? await session.nextCompensable() : undefined;
  const touched = inbox.flatMap(({ path }) => (path === null || isCompensation(path) ? [] : scopesAround(path)));
  const scopes = [
    ...touched,
    ...(await session.dueScopes()),
    ...(signals.length > 0 ? await session.listeningScopes() : []),
    ...(state.cancelRequested ? await session.unaskedScopes(null) : []),
    ...(next ? scopesAround(next.path) : []),
  ];
  const compensations = inbox.flatMap(({ path }) => (path !== null && isCompensation(path) ? [path] : []));
  const around = new Set(scopes.flatMap(scopesAround));
  let draft = new RunDraft(plan, state, await session.steps([...around], compensations));
  const more = await moreScopes(session, draft);
  if (more.length > 0) {
    const all = new Set([...around, ...more.flatMap(scopesAround)]);
    draft = new RunDraft(plan, state, await session.steps([...all], compensations));
  }
  return { draft, signals: signals as never, compensable: next?.path };
}

/** Elements of maps that stop, and of those that begin some of theirs once more. */
async function moreScopes(session: FoldSession, draft: RunDraft): Promise<string[]> {
  const running = draft.all().filter(({ type, status }) => type === 'map' && status === 'running');
  const stopping = running.filter(({ cancelAsked }) => cancelAsked).map(({ path }) => path);
  const again = running.filter(({ redo, cancelAsked }) => redo > 0 && !cancelAsked).map(({ path }) => path);
  return [
    ...(stopping.length > 0 ? await session.unaskedScopes(stopping) : []),
    ...(again.length > 0 ? await session.redoScopes(again) : []),
  ];
}

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
