import { effectivePriority } from './ageing';
import type { DispatchInput } from './dispatch-plan';
import type { AgentState, Lane } from './lane';
import { laneState } from './lane-state';

/** A lane while a plan is made: the priority it counts as, and how many of its tasks go. */
export interface OpenLane {
  readonly lane: Lane;
  readonly rank: number;
  count: number;
}

/** The lanes of agents that are not paused. A lane whose agent is unknown waits. */
export function openLanes({ lanes, agents, ageing }: DispatchInput): OpenLane[] {
  return lanes
    .filter(({ agentId }) => agents.get(agentId)?.paused === false)
    .map((lane) => ({ lane, rank: effectivePriority(lane.priority, lane.headWaitMs ?? 0, ageing), count: 0 }));
}

/** How many tasks more each agent may take; below 1 for a blocked one. */
export function agentRooms(agents: ReadonlyMap<string, AgentState>): Map<string, number> {
  const rooms = new Map<string, number>();
  for (const [agentId, agent] of agents) {
    const state = laneState(agent);
    rooms.set(agentId, state.kind === 'paused' ? 0 : state.room);
  }
  return rooms;
}

/** The lanes of each priority, the most urgent first. */
export function byPriority(lanes: readonly OpenLane[]): OpenLane[][] {
  const groups = new Map<number, OpenLane[]>();
  for (const lane of lanes) {
    const group = groups.get(lane.rank);
    if (group) group.push(lane);
    else groups.set(lane.rank, [lane]);
  }
  return [...groups].sort(([a], [b]) => a - b).map(([, group]) => group);
}
