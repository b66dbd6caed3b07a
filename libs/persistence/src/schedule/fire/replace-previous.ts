import { SYSTEM_ORIGIN } from '../../audit/origin';
import type { Transaction } from '../../database/run-transaction';
import { cancelTasks } from '../../task/command/cancel-tasks';
import type { WorkflowCommandStore } from '../../workflow/command/workflow-command.store';
import type { RunEventRow } from '../../workflow/run-row';
import type { PreparedDraft } from './draft-runs';
import type { FiringFacts } from './firing-facts';
import type { Submitted } from './submit-firings';

export interface CancelTools {
  readonly commands: Pick<WorkflowCommandStore, 'cancelRunIn'>;
}

const BY = { origin: SYSTEM_ORIGIN, visibility: { kind: 'all' }, reason: 'replaced by the next firing' } as const;

/** Cancels what is under way of schedules whose new firing takes its place. */
export async function replacePrevious(
  tx: Transaction,
  { commands }: CancelTools,
  noted: readonly PreparedDraft[],
  { underWay }: FiringFacts,
): Promise<Submitted> {
  const replacing = noted.filter((draft) => draft.cancelPrevious && draft.status === 'submitted');
  const live = replacing.flatMap(({ schedule }) => underWay.get(schedule.schedule_id) ?? []);
  const taskIds = live.flatMap(({ live_tasks }) => live_tasks);
  const events = taskIds.length > 0 ? (await cancelTasks(tx, taskIds, BY)).events : [];
  const runEvents: RunEventRow[] = [];
  for (const id of live.flatMap(({ live_workflows }) => live_workflows)) {
    const outcome = await commands.cancelRunIn(tx, id, BY);
    // One that has ended in the meantime needs no cancelling.
    if (outcome.kind === 'done') runEvents.push(...outcome.events);
  }
  return { events, runEvents };
}
