import type { DispatchInput, DispatchPlan, LaneQuota } from './dispatch-plan';
import { agentRooms, byPriority, type OpenLane, openLanes } from './open-lanes';
import { planPreemptions } from './plan-preemptions';
import { TakingTurns } from './taking-turns';
import { tenantCaps } from './tenant-cap';

/**
 * Who goes next: priority first; inside one priority tenants take turns, the one with the fewest tasks in flight
 * first; inside a tenant by submission. Never more than the window, an agent's limits or a tenant's cap allow.
 */
export function planDispatch(input: DispatchInput): DispatchPlan {
  const priorities = byPriority(openLanes(input));
  const turns = new TakingTurns(input.free, agentRooms(input.agents), input.tenantsInFlight, tenantCaps(input));
  for (const lanes of priorities) turns.serve(lanes);
  const inOrder = priorities.flat();
  return {
    quotas: inOrder.filter(({ count }) => count > 0).map(quota),
    preemptions: planPreemptions(input, inOrder, turns),
  };
}

function quota({ lane: { agentId, tenant, priority }, count }: OpenLane): LaneQuota {
  return { agentId, tenant, priority, count };
}
