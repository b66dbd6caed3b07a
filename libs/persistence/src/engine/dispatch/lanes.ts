import { type Lane, laneState, type LaneQuota } from '@cadre/domain';
import type { Queryable } from '../../database/statement';
import type { Going } from './order-of-going';
import { FIND_LANES } from './sql/find-lanes.sql';
import { PICK_LANES } from './sql/pick-lanes.sql';
import type { Survey } from './survey';

/** A lane while it is being picked from. */
export interface PickableLane extends Lane {
  /** The last submit_no taken; the next pick begins behind it. */
  readonly takenUpTo: number;
}

/** What one quota gave. */
export interface LanePick {
  readonly lane: PickableLane;
  readonly wanted: number;
  readonly tasks: readonly Going[];
}

/** The team's lanes, without those of agents for which neither room nor a preemption is possible. */
export async function findLanes(tx: Queryable, team: string, survey: Survey): Promise<readonly PickableLane[]> {
  const rows = await tx.query(FIND_LANES, [team, openAgents(survey)]);
  return rows.map((row) => ({
    agentId: row.agent_id,
    tenant: row.tenant,
    priority: row.priority,
    headSubmitNo: row.head_submit_no,
    takenUpTo: 0,
  }));
}

/** A blocked agent's lanes are not looked at; one at its limit may still trade a queued task for a more urgent one. */
function openAgents({ agents }: Survey): readonly string[] {
  return [...agents]
    .filter(([, agent]) => {
      const state = laneState(agent);
      return state.kind === 'open' || ('room' in state && agent.queued > 0);
    })
    .map(([agentId]) => agentId);
}

/** Reads the next tasks of some lanes, without locking them. */
export async function pickFrom(
  tx: Queryable,
  team: string,
  lanes: readonly PickableLane[],
  quotas: readonly LaneQuota[],
): Promise<readonly LanePick[]> {
  const byKey = new Map(lanes.map((lane) => [keyOf(lane), lane]));
  const wanted = quotas.flatMap((quota) => {
    const lane = byKey.get(keyOf(quota));
    return lane ? [{ lane, wanted: quota.count }] : [];
  });
  const rows = await tx.query(PICK_LANES, [
    team,
    wanted.map(({ lane }) => lane.agentId),
    wanted.map(({ lane }) => lane.tenant),
    wanted.map(({ lane }) => lane.priority),
    wanted.map(({ lane }) => lane.takenUpTo),
    wanted.map(({ wanted: count }) => count),
  ]);
  return wanted.map(({ lane, wanted: count }, index) => ({
    lane,
    wanted: count,
    tasks: rows
      .filter((row) => row.quota_no === index + 1)
      .map((row) => ({ taskId: row.task_id, tenant: lane.tenant, priority: lane.priority, submitNo: row.submit_no })),
  }));
}

function keyOf({ agentId, tenant, priority }: Pick<Lane, 'agentId' | 'tenant' | 'priority'>): string {
  return JSON.stringify([agentId, tenant, priority]);
}
