import type { AgentState } from './lane';
import { wholeTokens } from './token-bucket';

/** Whether an agent's lanes may be dispatched, and how many tasks more. */
export type LaneState =
  | { readonly kind: 'open'; readonly room: number }
  | { readonly kind: 'gone'; readonly sinceMs: number }
  | { readonly kind: 'paused'; readonly by: string | null }
  /** Nobody may ask its model for so long. */
  | { readonly kind: 'held'; readonly forMs: number }
  | { readonly kind: 'concurrency'; readonly room: number }
  | { readonly kind: 'rate_limit'; readonly room: number };

/**
 * The one judgement about an agent that both dispatch and `waitingFor` use. A blocked state's `room` is 0, or below 0
 * when a limit was lowered under what is already in flight.
 */
export function laneState(agent: AgentState): LaneState {
  if (typeof agent.retiredAtMs === 'number') return { kind: 'gone', sinceMs: agent.retiredAtMs };
  if (agent.paused) return { kind: 'paused', by: agent.pausedBy ?? null };
  if (typeof agent.heldForMs === 'number') return { kind: 'held', forMs: agent.heldForMs };
  const concurrency = concurrencyRoom(agent);
  const rate = rateRoom(agent);
  const room = Math.min(concurrency, rate);
  if (room > 0) return { kind: 'open', room };
  return { kind: concurrency <= rate ? 'concurrency' : 'rate_limit', room };
}

function concurrencyRoom({ maxConcurrent, inFlight }: AgentState): number {
  return maxConcurrent === null ? Infinity : maxConcurrent - inFlight;
}

/** Tokens are charged at the claim, so what is queued already has a token waiting for it. */
function rateRoom({ bucket, queued }: AgentState): number {
  return bucket === null ? Infinity : wholeTokens(bucket) - queued;
}
