import type { RunState } from '@cadre/domain';
import type { FoldDecision, FoldSession, InboxRow } from '@cadre/persistence';
import type { FoldContext } from './fold-context';
import { toldParent, toldRuns } from './told-runs';

/** What a fold comes to. Null: nothing happened, and nothing has changed. */
export async function decisionOf(
  context: FoldContext,
  inbox: readonly InboxRow[],
  output: FoldDecision['output'],
): Promise<FoldDecision | null> {
  const { draft, session, templates, tools } = context;
  const tasks = draft.actions.flatMap((action) =>
    action.kind === 'create_task' ? [tools.agents.taskOf(draft, session.run, action, action.work)] : [],
  );
  const children = draft.actions.flatMap((action) =>
    action.kind === 'start_child'
      ? [templates.runOf({ path: action.path, attempt: action.attempt }, action.child)]
      : [],
  );
  return decisionFrom(context, inbox, { tasks, children, output });
}

export async function decisionFrom(
  { draft, notes, session }: Pick<FoldContext, 'draft' | 'notes' | 'session'>,
  inbox: readonly InboxRow[],
  made: Pick<FoldDecision, 'tasks' | 'children' | 'output'>,
): Promise<FoldDecision | null> {
  if (inbox.length === 0 && draft.changed.size === 0 && notes.length === 0) return null;
  const { actions } = draft;
  return {
    inboxIds: idsOf(inbox),
    run: draft.run,
    steps: [...draft.changed].flatMap((path) => draft.find(path) ?? []),
    ...{ moved: draft.moved, notes, ...made },
    cancelTasks: actions.flatMap((action) => (action.kind === 'cancel_task' ? [action.taskId] : [])),
    takenSignals: actions.flatMap((action) => (action.kind === 'take_signal' ? [action] : [])),
    told: await toldRuns(draft, session, inbox),
  };
}

/** A run that has ended keeps its end; whoever waits for it hears of it once more. */
export function nothingMore(session: FoldSession, run: RunState, inbox: readonly InboxRow[]): FoldDecision | null {
  if (inbox.length === 0) return null;
  const asked = inbox.some(({ kind }) => kind === 'retry' || kind === 'cancel');
  return {
    ...{ inboxIds: idsOf(inbox), run, steps: [], moved: [], notes: [], output: undefined },
    ...{ tasks: [], cancelTasks: [], children: [], takenSignals: [] },
    told: asked ? toldParent(session, run) : [],
  };
}

function idsOf(inbox: readonly InboxRow[]): string[] {
  return inbox.map(({ inbox_id: id }) => id);
}
