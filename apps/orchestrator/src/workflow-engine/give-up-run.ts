import {
  abandonRun,
  COMPENSATIONS,
  isAbandoned,
  NO_PLAN,
  RunDraft,
  type RunState,
  type WorkflowPlan,
} from '@cadre/domain';
import {
  ELEMENT_BATCH,
  type FoldDecision,
  type FoldSession,
  type InboxRow,
  type RunNote,
  RunUnreadableError,
} from '@cadre/persistence';
import { decisionFrom } from './fold-decision';
import type { FoldTools } from './fold-tools';
import { touchedBy } from './load-draft';
import { moveRun } from './move-run';
import { toSignals } from './tell-run';

/** One fold of a run that cannot go on, because something it keeps cannot be read. */
export async function giveUpRun(
  session: FoldSession,
  tools: FoldTools,
  state: RunState,
  { inbox, error }: { readonly inbox: readonly InboxRow[]; readonly error: RunState['error'] },
): Promise<FoldDecision | null> {
  const unasked = await session.unaskedScopes(null);
  const { scopes, compensations } = touchedBy(inbox);
  const inner = await session.steps([...new Set([...scopes, ...unasked, COMPENSATIONS])], compensations);
  const draft = new RunDraft(await planOf(session, tools), state, [...(await tools.roots.of(session)), ...inner]);
  draft.unfinished = unasked.length >= ELEMENT_BATCH;
  const notes: RunNote[] = isAbandoned(state)
    ? []
    : [{ type: 'cancel_requested', from: null, to: null, data: { error_code: error?.code } }];
  abandonRun(draft, toSignals(inbox), error);
  const { runningSteps, waitingSteps } = draft.run;
  if (runningSteps === 0 && waitingSteps === 0 && !draft.unfinished) moveRun(draft, notes, 'failed');
  return decisionFrom({ draft, notes, session }, inbox, { tasks: [], children: [], output: undefined });
}

/** With the definition at hand it is known which ends its steps may have. */
async function planOf(session: FoldSession, tools: FoldTools): Promise<WorkflowPlan> {
  try {
    return (await tools.pins.of(session)).plan;
  } catch (error) {
    if (error instanceof RunUnreadableError) return NO_PLAN;
    throw error;
  }
}
