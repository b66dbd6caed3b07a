import { isCompensation, RunDraft, type RunState, scopesAround, type WaitingSignal } from '@cadre/domain';
import type { FoldSession, InboxRow } from '@cadre/persistence';
import type { Pinned } from './run-pins';

/** A run with the steps that its fold is about. */
export interface LoadedDraft {
  readonly draft: RunDraft;
  readonly signals: WaitingSignal[];
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
  return { draft, signals, compensable: next?.path };
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
