import fc from 'fast-check';
import { slowPlan } from '../testing/slow-plan';
import type { DispatchInput, DispatchPlan, Preemption } from './dispatch-plan';
import type { AgentState, Lane, QueuedCount } from './lane';
import { laneState } from './lane-state';
import { planDispatch } from './plan-dispatch';

const AGENTS = ['a', 'b', 'c', 'd'];
const TENANTS = ['x', 'y', 'z'];
const LEVELS = [1, 3, 5, 7];

const limits = fc.record({
  paused: fc.nat(4).map((n) => n === 0),
  maxConcurrent: fc.option(fc.nat(12)),
  claimedOrRunning: fc.nat(6),
  tokens: fc.option(fc.double({ min: 0, max: 12, noNaN: true })),
});

const queuedCounts: fc.Arbitrary<QueuedCount[]> = fc.uniqueArray(
  fc.record({
    agentId: fc.constantFrom(...AGENTS),
    priority: fc.constantFrom(...LEVELS),
    count: fc.integer({ min: 1, max: 5 }),
  }),
  { selector: ({ agentId, priority }) => `${agentId} ${priority}`, maxLength: 8 },
);

/** Lanes far apart in submission, so that two of one tenant never stand at the same number. */
const lanes: fc.Arbitrary<Lane[]> = fc
  .uniqueArray(
    fc.record({
      agentId: fc.constantFrom(...AGENTS, 'unknown'),
      tenant: fc.constantFrom(...TENANTS),
      priority: fc.constantFrom(...LEVELS),
      depth: fc.option(fc.integer({ min: 1, max: 8 }), { nil: undefined }),
    }),
    { selector: ({ agentId, tenant, priority }) => `${agentId} ${tenant} ${priority}`, maxLength: 20 },
  )
  .map((found) =>
    found.map(({ depth, ...lane }, i) => ({ ...lane, headSubmitNo: 1000 * i, ...(depth !== undefined && { depth }) })),
  );

/** A team in any condition; an agent's counts agree with what is queued. */
const dispatchInputs: fc.Arbitrary<DispatchInput> = fc
  .record({
    free: fc.integer({ min: -5, max: 40 }),
    lanes,
    limits: fc.tuple(limits, limits, limits, limits),
    inFlight: fc.tuple(fc.nat(10), fc.nat(10), fc.nat(10)),
    share: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
    queued: queuedCounts,
  })
  .map(({ limits: states, inFlight, share, ...rest }) => ({
    ...rest,
    agents: new Map(AGENTS.map((agentId, i) => [agentId, stateOf(states[i] ?? states[0], agentId, rest.queued)])),
    tenantsInFlight: new Map(TENANTS.map((tenant, i) => [tenant, inFlight[i] ?? 0])),
    ...(share !== undefined && { tenantMaxShare: new Map([['x', share]]) }),
  }));

type Limits = typeof limits extends fc.Arbitrary<infer L> ? L : never;

function stateOf(state: Limits, agentId: string, queuedCountsOfAll: readonly QueuedCount[]): AgentState {
  const queued = queuedCountsOfAll
    .filter((each) => each.agentId === agentId)
    .reduce((sum, { count }) => sum + count, 0);
  const bucket = state.tokens === null ? null : { tokens: state.tokens, ratePerSecond: 1, burst: 12, refilledAtMs: 0 };
  const { paused, maxConcurrent, claimedOrRunning } = state;
  return { paused, maxConcurrent, inFlight: claimedOrRunning + queued, queued, bucket };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}

function granted(plan: DispatchPlan, wanted: Partial<Lane>): number {
  const fits = plan.quotas.filter((quota) =>
    Object.entries(wanted).every(([key, value]) => quota[key as 'agentId'] === value),
  );
  return sum(fits.map(({ count }) => count));
}

function property(check: (input: DispatchInput, plan: DispatchPlan) => void): void {
  fc.assert(
    fc.property(dispatchInputs, (input) => check(input, planDispatch(input))),
    { numRuns: 1000 },
  );
}

describe('planDispatch for any team', () => {
  it('never gives out more than the window has free', () => {
    property(({ free }, { quotas }) =>
      expect(sum(quotas.map(({ count }) => count))).toBeLessThanOrEqual(Math.max(0, free)),
    );
  });

  it('never passes an agent’s concurrency or rate tokens, and gives a paused or unknown one nothing', () => {
    property(({ agents, lanes }, plan) => {
      for (const agentId of new Set(lanes.map((each) => each.agentId))) {
        expect(granted(plan, { agentId })).toBeLessThanOrEqual(roomOf(agents.get(agentId)));
      }
    });
  });

  it('never passes a lane’s known depth and never names a lane twice', () => {
    property(({ lanes }, plan) => {
      for (const { agentId, tenant, priority, depth = Infinity } of lanes) {
        expect(granted(plan, { agentId, tenant, priority })).toBeLessThanOrEqual(depth);
      }
      const names = plan.quotas.map(({ agentId, tenant, priority }) => `${agentId} ${tenant} ${priority}`);
      expect(new Set(names).size).toBe(names.length);
    });
  });

  it('gives a lower priority nothing while a higher one that is not blocked wants more', () => {
    property((input, plan) => {
      const lowest = Math.max(-Infinity, ...plan.quotas.map(({ priority }) => priority));
      const hungry = input.lanes.filter((each) => each.priority < lowest && wantsMore(input, plan, each));
      expect(hungry).toEqual([]);
    });
  });

  it('leaves no place free that an unblocked lane wants', () => {
    property((input, plan) => {
      const given = sum(plan.quotas.map(({ count }) => count));
      if (given < input.free) expect(input.lanes.filter((each) => wantsMore(input, plan, each))).toEqual([]);
    });
  });

  it('hands out place by place exactly as the plain reading of the rules would', () => {
    property((input, { quotas }) => expect(quotas).toEqual(slowPlan(input)));
  });

  it('counts tasks in flight against a tenant’s cap in every priority', () => {
    property((input, plan) => {
      const capacity = sum([...input.tenantsInFlight.values()]) + Math.max(0, input.free);
      for (const [tenant, share] of input.tenantMaxShare ?? []) {
        const inFlight = input.tenantsInFlight.get(tenant) ?? 0;
        const cap = Math.max(1, Math.floor(share * capacity));
        expect(granted(plan, { tenant })).toBeLessThanOrEqual(Math.max(0, cap - inFlight));
      }
    });
  });
});

describe('preemption in any team', () => {
  const teams = dispatchInputs.map((input) => ({ ...input, free: Math.min(input.free, 2) }));
  function property(check: (input: DispatchInput, plan: DispatchPlan) => void): void {
    fc.assert(
      fc.property(teams, (input) => check(input, planDispatch(input))),
      { numRuns: 2000 },
    );
  }

  it('takes back only what is strictly less urgent than a lane that wants more, and no more than there is', () => {
    property(({ lanes, queued: standing = [] }, { preemptions }) => {
      for (const { agentId, belowPriority, count } of preemptions) {
        const below = standing.filter(
          (each) => each.priority > belowPriority && (agentId ?? each.agentId) === each.agentId,
        );
        expect(below.reduce((sum, each) => sum + each.count, 0)).toBeGreaterThanOrEqual(count);
        expect(lanes.some(({ priority }) => priority === belowPriority)).toBe(true);
      }
      const taken = preemptions.reduce((sum, { count }) => sum + count, 0);
      expect(taken).toBeLessThanOrEqual(standing.reduce((sum, { count }) => sum + count, 0));
    });
  });

  it('always makes room for somebody: after taking back, the next plan gives places to a more urgent lane', () => {
    property((input, { preemptions }) => {
      if (preemptions.length === 0) return;
      const next = planDispatch(afterTakingBack(input, preemptions));
      const mostUrgent = Math.min(...preemptions.map(({ belowPriority }) => belowPriority));
      expect(next.quotas.some(({ priority }) => priority <= mostUrgent)).toBe(true);
    });
  });

  it('comes to rest: taking back and planning again ends', () => {
    property((first) => {
      let input = first;
      for (let round = 0; round < 200; round++) {
        const { preemptions } = planDispatch(input);
        if (preemptions.length === 0) return;
        input = afterDispatch(afterTakingBack(input, preemptions));
      }
      expect('still taking back').toBe('at rest');
    });
  });
});

/** The team after a caller carried out the preemptions, the lowest first. */
function afterTakingBack(input: DispatchInput, preemptions: readonly Preemption[]): DispatchInput {
  const standing = (input.queued ?? []).map((each) => ({ ...each })).sort((a, b) => b.priority - a.priority);
  const agents = new Map([...input.agents].map(([id, state]) => [id, { ...state }]));
  let free = input.free;
  for (const { agentId, belowPriority, count } of preemptions) {
    let left = count;
    for (const each of standing) {
      if (each.priority <= belowPriority || (agentId ?? each.agentId) !== each.agentId) continue;
      const taken = Math.min(left, each.count);
      const state = agents.get(each.agentId);
      if (state) agents.set(each.agentId, { ...state, inFlight: state.inFlight - taken, queued: state.queued - taken });
      each.count -= taken;
      left -= taken;
      free += taken;
    }
  }
  return { ...input, free, agents, queued: standing };
}

/** The team after a caller dispatched what the plan says. */
function afterDispatch(input: DispatchInput): DispatchInput {
  const agents = new Map(input.agents);
  const tenantsInFlight = new Map(input.tenantsInFlight);
  const standing = [...(input.queued ?? [])];
  const { quotas } = planDispatch(input);
  for (const { agentId, tenant, priority, count } of quotas) {
    const state = agents.get(agentId);
    if (state) agents.set(agentId, { ...state, inFlight: state.inFlight + count, queued: state.queued + count });
    tenantsInFlight.set(tenant, (tenantsInFlight.get(tenant) ?? 0) + count);
    standing.push({ agentId, priority, count });
  }
  return {
    ...input,
    agents,
    tenantsInFlight,
    queued: standing,
    free: input.free - quotas.reduce((n, q) => n + q.count, 0),
  };
}

function roomOf(state: AgentState | undefined): number {
  const verdict = state ? laneState(state) : null;
  return verdict?.kind === 'open' ? verdict.room : 0;
}

/** Whether a lane could take one more after the plan, the window aside. */
function wantsMore(
  input: DispatchInput,
  plan: DispatchPlan,
  { agentId, tenant, priority, depth = Infinity }: Lane,
): boolean {
  const capacity = sum([...input.tenantsInFlight.values()]) + Math.max(0, input.free);
  const share = input.tenantMaxShare?.get(tenant);
  const cap = share === undefined ? Infinity : Math.max(1, Math.floor(share * capacity));
  return (
    granted(plan, { agentId }) < roomOf(input.agents.get(agentId)) &&
    granted(plan, { agentId, tenant, priority }) < depth &&
    granted(plan, { tenant }) + (input.tenantsInFlight.get(tenant) ?? 0) < cap
  );
}
