import type { DispatchInput } from './dispatch-plan';
import type { AgentState, Lane } from './lane';
import { laneState } from './lane-state';

/** A lane while a plan is made, and how many of its tasks go. */
export interface OpenLane {
  readonly lane: Lane;
  count: number;
}

/** The lanes of agents that are neither paused nor gone. A lane whose agent is unknown waits. */
export function openLanes({ lanes, agents }: DispatchInput): OpenLane[] {
  return lanes.filter(({ agentId }) => mayTakePart(agents.get(agentId))).map((lane) => ({ lane, count: 0 }));
}

function mayTakePart(agent: AgentState | undefined): boolean {
  return agent !== undefined && 'room' in laneState(agent);
}

/** How many tasks more each agent may take; below 1 for a blocked one. */
export function agentRooms(agents: ReadonlyMap<string, AgentState>): Map<string, number> {
  const rooms = new Map<string, number>();
  for (const [agentId, agent] of agents) {
    const state = laneState(agent);
    rooms.set(agentId, 'room' in state ? state.room : 0);
  }
  return rooms;
}

/** The lanes of each priority, the most urgent first. */
export function byPriority(lanes: readonly OpenLane[]): OpenLane[][] {
  const groups = new Map<number, OpenLane[]>();
  for (const open of lanes) {
    const group = groups.get(open.lane.priority);
    if (group) group.push(open);
    else groups.set(open.lane.priority, [open]);
  }
  return [...groups].sort(([a], [b]) => a - b).map(([, group]) => group);
}
