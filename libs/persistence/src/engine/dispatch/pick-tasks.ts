import { laneState, planDispatch, type Preemption } from '@cadre/domain';
import type { Queryable } from '../../database/statement';
import { findLanes, type LanePick, openAgents, type PickableLane, pickFrom } from './lanes';
import type { Going } from './order-of-going';
import type { Survey } from './survey';

export interface PickInput {
  readonly team: string;
  /** Places left in the team's window. */
  readonly free: number;
  readonly survey: Survey;
  readonly tenantMaxShare: ReadonlyMap<string, number>;
  /** Lanes that were found together with the survey. */
  readonly foreseen: ForeseenLanes;
}

/** Which agents' lanes were looked for before anybody knew which ones are blocked. */
export interface ForeseenLanes {
  readonly agents: ReadonlySet<string>;
  readonly lanes: readonly PickableLane[];
}

export type Picked =
  | { readonly kind: 'tasks'; readonly tasks: readonly Going[]; readonly drained: boolean }
  | { readonly kind: 'preempt'; readonly preemptions: readonly Preemption[] };

/**
 * Plans and picks in rounds. The plan takes lanes to be deep; a lane that turns out shallow is removed and what it left
 * is planned again, so a handful of tasks costs one round and no lane is ever counted.
 */
export async function pickTasks(tx: Queryable, input: PickInput): Promise<Picked> {
  let state = { ...input, lanes: await lanesOf(tx, input), tasks: [] as readonly Going[] };
  if (state.lanes.length === 0) return { kind: 'tasks', tasks: [], drained: isUnlimited(input.survey) };
  if (planDispatch(planInput(state)).preemptions.length > 0) {
    const preemptions = await planPreemption(tx, state);
    // Taken for deep, an urgent lane wants the whole window; most often the free part of it is enough.
    if (preemptions.length > 0) return { kind: 'preempt', preemptions };
  }
  for (;;) {
    const { quotas } = planDispatch({ ...planInput(state), queued: [] });
    if (quotas.length === 0) break;
    const picks = await pickFrom(tx, state.team, state.lanes, quotas);
    state = afterRound(state, picks);
    if (picks.every(isSatisfied)) break;
  }
  return { kind: 'tasks', tasks: state.tasks, drained: state.lanes.length === 0 && isUnlimited(input.survey) };
}

/** Most often the agents that are open now were open the last time. */
async function lanesOf(tx: Queryable, { team, survey, foreseen }: PickInput): Promise<readonly PickableLane[]> {
  const open = new Set(openAgents(survey));
  const missing = [...open].filter((agentId) => !foreseen.agents.has(agentId));
  const known = foreseen.lanes.filter(({ agentId }) => open.has(agentId));
  return missing.length === 0 ? known : [...known, ...(await findLanes(tx, team, missing))];
}

/** No agent is at a limit. The lanes of one that is are not looked at, so nobody knows whether they are empty. */
function isUnlimited({ agents }: Survey): boolean {
  return [...agents.values()].every((agent) => !['concurrency', 'rate_limit'].includes(laneState(agent).kind));
}

interface PickState extends PickInput {
  readonly lanes: readonly PickableLane[];
  readonly tasks: readonly Going[];
}

function planInput({ free, lanes, survey, tenantMaxShare }: PickState) {
  const { agents, tenantsInFlight, queuedCounts } = survey;
  return { free, lanes, agents, tenantsInFlight, tenantMaxShare, queued: queuedCounts };
}

/** The plan takes back one task for each lane it does not know the depth of; how deep the urgent ones are saves rounds. */
async function planPreemption(tx: Queryable, state: PickState): Promise<readonly Preemption[]> {
  const { queuedCounts, queued } = state.survey;
  const lowest = Math.max(...queuedCounts.map(({ priority }) => priority));
  const urgent = state.lanes.filter(({ priority }) => priority < lowest);
  const picks = await pickFrom(
    tx,
    state.team,
    urgent,
    urgent.map((lane) => ({ ...lane, count: queued })),
  );
  const lanes = picks.map(({ lane, tasks }) => ({ ...lane, depth: tasks.length }));
  return planDispatch(planInput({ ...state, lanes })).preemptions;
}

function isSatisfied({ wanted, tasks }: LanePick): boolean {
  return tasks.length === wanted;
}

/** What has been picked counts as in flight; exhausted lanes are gone, the others go on behind their last task. */
function afterRound(state: PickState, picks: readonly LanePick[]): PickState {
  const tasks = picks.flatMap((pick) => pick.tasks);
  const served = new Map(picks.map((pick) => [pick.lane, pick]));
  const lanes = state.lanes.flatMap((lane) => {
    const pick = served.get(lane);
    if (!pick) return [lane];
    const last = pick.tasks.at(-1);
    const goesOn = isSatisfied(pick) && lane.single === undefined;
    return goesOn && last ? [{ ...lane, headSubmitNo: last.submitNo + 1, takenUpTo: last.submitNo }] : [];
  });
  return {
    ...state,
    lanes,
    survey: withPicked(state.survey, picks),
    free: state.free - tasks.length,
    tasks: [...state.tasks, ...tasks],
  };
}

function withPicked(survey: Survey, picks: readonly LanePick[]): Survey {
  const agents = new Map(survey.agents);
  const tenantsInFlight = new Map(survey.tenantsInFlight);
  for (const { lane, tasks } of picks) {
    const agent = agents.get(lane.agentId);
    if (agent) {
      const { inFlight, queued } = agent;
      agents.set(lane.agentId, { ...agent, inFlight: inFlight + tasks.length, queued: queued + tasks.length });
    }
    tenantsInFlight.set(lane.tenant, (tenantsInFlight.get(lane.tenant) ?? 0) + tasks.length);
  }
  return { ...survey, agents, tenantsInFlight };
}
