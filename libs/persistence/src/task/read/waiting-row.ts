import { type AgentState, tenantRoom, windowSize } from '@cadre/domain';
import type { TaskRow } from '../task-row';
import { agentStateOf } from './agent-state';
import type { WaitingFactsRow } from './sql/waiting-facts.sql';

/** Counting who goes before a task stops here. */
export const MOST_AHEAD = 1_000;

/** What decides why a task waits; the judgement is the domain's `waitingFor`. */
export interface WaitingRow {
  readonly task: TaskRow;
  readonly agent: AgentState | undefined;
  readonly holders: readonly string[];
  /** How many tasks more the task's tenant may have in flight; Infinity when its share is not capped. */
  readonly tenantRoom: number;
  readonly ahead: number;
  /** Nobody counts beyond 1,000: at least `ahead` go before it. */
  readonly aheadEstimated: boolean;
  readonly liveWorkers: number;
  readonly now: Date;
}

/** The facts about a task that still is as it was read. */
export function waitingRow(task: TaskRow, facts: WaitingFactsRow): WaitingRow {
  return {
    task,
    agent: agentStateOf(facts),
    holders: facts.holders ?? [],
    tenantRoom: roomOf(task, facts),
    ahead: facts.ahead,
    aheadEstimated: facts.more_ahead,
    liveWorkers: facts.live_workers,
    now: new Date(facts.now_ms),
  };
}

/** Without the pace of the last second, by which dispatch may widen the window for a moment. */
function roomOf(
  { tenant }: TaskRow,
  { max_share, tenants_in_flight, team_queued, live_slots }: WaitingFactsRow,
): number {
  if (max_share === null) return Infinity;
  return tenantRoom(
    {
      free: windowSize({ liveSlots: live_slots, claimsPerSecond: 0 }) - (team_queued ?? 0),
      tenantsInFlight: new Map(Object.entries(tenants_in_flight ?? {})),
      tenantMaxShare: new Map([[tenant, max_share]]),
    },
    tenant,
  );
}
