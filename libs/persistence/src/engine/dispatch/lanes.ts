import { type Lane, laneState, type LaneQuota } from '@cadre/domain';
import type { Queryable } from '../../database/statement';
import type { Going } from './order-of-going';
import { FIND_LANES, type LaneRow } from './sql/find-lanes.sql';
import { PICK_LANES } from './sql/pick-lanes.sql';
import type { Survey } from './survey';

/** A lane while it is being picked from. */
export interface PickableLane extends Lane {
  /** The last submit_no taken; the next pick begins behind it. */
  readonly takenUpTo: number;
  /** The one task of a lane that is known to hold no other. */
  readonly single?: Going;
}

/** What one quota gave. */
export interface LanePick {
  readonly lane: PickableLane;
  readonly wanted: number;
  readonly tasks: readonly Going[];
}

/** The team's lanes, without those of agents for which neither room nor a preemption is possible. */
export async function findLanes(
  tx: Queryable,
  team: string,
  agents: readonly string[],
): Promise<readonly PickableLane[]> {
  const rows = await tx.query(FIND_LANES, [team, agents]);
  return rows.map(toLane);
}

function toLane(row: LaneRow): PickableLane {
  const { tenant, priority, head_submit_no: headSubmitNo } = row;
  return {
    agentId: row.agent_id,
    tenant,
    priority,
    headSubmitNo,
    takenUpTo: 0,
    ...(row.is_single && {
      depth: 1,
      single: { taskId: row.head_task_id, tenant, priority, submitNo: headSubmitNo },
    }),
  };
}

/** A blocked agent's lanes are not looked at; one at its limit may still trade a queued task for a more urgent one. */
export function openAgents({ agents }: Survey): readonly string[] {
  return [...agents]
    .filter(([, agent]) => {
      const state = laneState(agent);
      return state.kind === 'open' || ('room' in state && agent.queued > 0);
    })
    .map(([agentId]) => agentId);
}

/** The next tasks of some lanes, not locked. What is known already is not read. */
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
  const read = await readTasks(
    tx,
    team,
    wanted.filter(({ lane }) => lane.single === undefined),
  );
  return wanted.map((want) => ({ ...want, tasks: want.lane.single ? [want.lane.single] : (read.get(want) ?? []) }));
}

type Wanted = Omit<LanePick, 'tasks'>;

async function readTasks(
  tx: Queryable,
  team: string,
  wanted: readonly Wanted[],
): Promise<ReadonlyMap<Wanted, readonly Going[]>> {
  if (wanted.length === 0) return new Map();
  const rows = await tx.query(PICK_LANES, [
    team,
    wanted.map(({ lane }) => lane.agentId),
    wanted.map(({ lane }) => lane.tenant),
    wanted.map(({ lane }) => lane.priority),
    wanted.map(({ lane }) => lane.takenUpTo),
    wanted.map(({ wanted: count }) => count),
  ]);
  const read = new Map<Wanted, Going[]>(wanted.map((want) => [want, []]));
  for (const { quota_no: quotaNo, task_id: taskId, submit_no: submitNo } of rows) {
    const want = wanted[quotaNo - 1];
    if (want) read.get(want)?.push({ taskId, tenant: want.lane.tenant, priority: want.lane.priority, submitNo });
  }
  return read;
}

function keyOf({ agentId, tenant, priority }: Pick<Lane, 'agentId' | 'tenant' | 'priority'>): string {
  return JSON.stringify([agentId, tenant, priority]);
}
