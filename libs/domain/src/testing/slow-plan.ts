import type { DispatchInput, LaneQuota } from '../dispatch/dispatch-plan';
import type { Lane } from '../dispatch/lane';
import { laneState } from '../dispatch/lane-state';

/** The rules of dispatch read out literally, one place at a time over all lanes: slow, and plain to check. */
export function slowPlan(input: DispatchInput): LaneQuota[] {
  const counts = new Map<Lane, number>(input.lanes.map((lane) => [lane, 0]));
  const inFlight = new Map(input.tenantsInFlight);
  for (let left = input.free; left > 0; left--) {
    const next = input.lanes
      .filter((lane) => mayHaveOne(input, counts, inFlight, lane))
      .sort(order(counts, inFlight))[0];
    if (!next) break;
    counts.set(next, (counts.get(next) ?? 0) + 1);
    inFlight.set(next.tenant, (inFlight.get(next.tenant) ?? 0) + 1);
  }
  return input.lanes
    .filter((lane) => (counts.get(lane) ?? 0) > 0)
    .sort((a, b) => a.priority - b.priority)
    .map((lane) => ({
      agentId: lane.agentId,
      tenant: lane.tenant,
      priority: lane.priority,
      count: counts.get(lane) ?? 0,
    }));
}

type Counts = ReadonlyMap<Lane, number>;
type InFlight = ReadonlyMap<string, number>;

function mayHaveOne(input: DispatchInput, counts: Counts, inFlight: InFlight, lane: Lane): boolean {
  const agent = input.agents.get(lane.agentId);
  const state = agent && laneState(agent);
  if (state?.kind !== 'open') return false;
  const ofAgent = [...counts].filter(([other]) => other.agentId === lane.agentId).reduce((sum, [, n]) => sum + n, 0);
  return (
    ofAgent < state.room &&
    (counts.get(lane) ?? 0) < (lane.depth ?? Infinity) &&
    (inFlight.get(lane.tenant) ?? 0) < capOf(input, lane.tenant)
  );
}

function capOf({ tenantMaxShare, tenantsInFlight, free }: DispatchInput, tenant: string): number {
  const share = tenantMaxShare?.get(tenant);
  if (share === undefined) return Infinity;
  const capacity = [...tenantsInFlight.values()].reduce((sum, n) => sum + n, Math.max(0, free));
  return Math.max(1, Math.floor(share * capacity));
}

function order(counts: Counts, inFlight: InFlight): (a: Lane, b: Lane) => number {
  const nextSubmitNo = (lane: Lane): number => lane.headSubmitNo + (counts.get(lane) ?? 0);
  return (a, b) =>
    a.priority - b.priority ||
    (inFlight.get(a.tenant) ?? 0) - (inFlight.get(b.tenant) ?? 0) ||
    nextSubmitNo(a) - nextSubmitNo(b);
}
