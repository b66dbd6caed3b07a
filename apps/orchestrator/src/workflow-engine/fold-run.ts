import {
  deliverSignals,
  fireTimers,
  foldSignals,
  isAbandoned,
  isRunEnd,
  restartElements,
  restartSteps,
  type RunState,
} from '@cadre/domain';
import {
  type FoldDecision,
  type FoldSession,
  type InboxRow,
  type RunNote,
  RunUnreadableError,
} from '@cadre/persistence';
import { advanceRun } from './advance-run';
import { concludeRun } from './conclude-run';
import { foldContext } from './fold-context';
import { decisionOf, nothingMore } from './fold-decision';
import type { FoldTools } from './fold-tools';
import { giveUpRun } from './give-up-run';
import { loadDraft } from './load-draft';
import { tellRun, toSignals } from './tell-run';

/** Decides one fold: takes in what happened, starts what can start, ends what has ended. Null: there is nothing to do. */
export async function foldRun(session: FoldSession, tools: FoldTools): Promise<FoldDecision | null> {
  const inbox = await session.inbox();
  const notes: RunNote[] = [];
  const state = tellRun(session, inbox, notes);
  if (isRunEnd(state.status)) return nothingMore(session, state, inbox);
  if (isAbandoned(state)) return giveUpRun(session, tools, state, { inbox, error: state.error });
  try {
    return await goOn(session, tools, state, { inbox, notes });
  } catch (error) {
    if (!(error instanceof RunUnreadableError)) throw error;
    const { code, message } = error;
    return giveUpRun(session, tools, state, { inbox, error: { code, message, path: '' } });
  }
}

/** Nothing of it stands before its decision is written. */
async function goOn(
  session: FoldSession,
  tools: FoldTools,
  state: RunState,
  { inbox, notes }: { readonly inbox: readonly InboxRow[]; readonly notes: RunNote[] },
): Promise<FoldDecision | null> {
  const pinned = await tools.pins.of(session);
  await tools.agents.refresh();
  const loaded = await loadDraft(session, { pinned, tools }, state, inbox);
  const context = foldContext(session, pinned, loaded, tools, notes);
  const { draft } = loaded;
  foldSignals(draft, toSignals(inbox));
  fireTimers(draft, context.start.nowMs);
  deliverSignals(draft, context.start);
  if (draft.run.restarting) restartSteps(draft);
  restartElements(draft);
  await advanceRun(context);
  const output = await concludeRun(context);
  return decisionOf(context, inbox, output);
}
