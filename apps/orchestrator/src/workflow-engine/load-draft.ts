import { isCompensation, RunDraft, type RunState, scopesAround, type WaitingSignal } from '@cadre/domain';
import type { FoldSession, InboxRow } from '@cadre/persistence';
import type { FoldTools } from './fold-tools';
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
  { pinned: { plan }, tools }: { readonly pinned: Pinned; readonly tools: FoldTools },
  state: RunState,
  inbox: readonly InboxRow[],
): Promise<LoadedDraft> {
  const listens = [...plan.nodes.values()].some(({ kind }) => kind === 'signal');
  const signals = listens ? await session.signals() : [];
  const next = state.compensating ? await session.nextCompensable() : undefined;
  const touched = touchedBy(inbox);
  const scopes = new Set([
    ...touched.scopes,
    ...around(await session.dueScopes()),
    ...around(signals.length > 0 ? await session.listeningScopes() : []),
    ...around(state.cancelRequested ? await session.unaskedScopes(null) : []),
    ...around(next ? [next.path] : []),
  ]);
  const root = await tools.roots.of(session);
  const inner = await session.steps([...scopes], touched.compensations);
  const draft = new RunDraft(plan, state, [...root, ...inner]);
  const more = around(await scopesOfMaps(session, draft)).filter((scope) => !scopes.has(scope));
  const others = await session.steps([...new Set(more)], []);
  const all = others.length === 0 ? draft : new RunDraft(plan, state, [...draft.all(), ...others]);
  return { draft: all, signals, compensable: next?.path };
}

/** Where things happened. */
export function touchedBy(inbox: readonly InboxRow[]): { scopes: string[]; compensations: string[] } {
  const paths = inbox.flatMap(({ path }) => path ?? []);
  return {
    scopes: around(paths.filter((path) => !isCompensation(path))),
    compensations: paths.filter(isCompensation),
  };
}

function around(paths: readonly string[]): string[] {
  return paths.flatMap(scopesAround);
}

/** Elements of maps that stop, and of those that begin some of theirs once more. */
async function scopesOfMaps(session: FoldSession, draft: RunDraft): Promise<string[]> {
  const running = draft.all().filter(({ type, status }) => type === 'map' && status === 'running');
  const stopping = running.filter(({ cancelAsked }) => cancelAsked).map(({ path }) => path);
  const again = running.filter(({ redo, cancelAsked }) => redo > 0 && !cancelAsked).map(({ path }) => path);
  return [
    ...(stopping.length > 0 ? await session.unaskedScopes(stopping) : []),
    ...(again.length > 0 ? await session.redoScopes(again) : []),
  ];
}
