import { type AgentState, laneState, millisecondsUntil } from '@cadre/domain';
import type { Survey } from './survey';

/** How long until the first agent that time alone holds back may go on: it gets a rate token, or may ask its model. */
export function nextTokenMs({ agents }: Survey): number | null {
  const waits = [...agents.values()].map(waitOf).filter(Number.isFinite);
  return waits.length > 0 ? Math.min(...waits) : null;
}

function waitOf(agent: AgentState): number {
  const state = laneState(agent);
  if (state.kind === 'held') return state.forMs;
  if (state.kind !== 'rate_limit' || agent.bucket === null) return Infinity;
  return millisecondsUntil(agent.bucket, agent.queued + 1);
}
