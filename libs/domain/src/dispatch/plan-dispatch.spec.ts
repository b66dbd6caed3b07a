import fc from 'fast-check';
import type { DispatchPlan } from './dispatch-plan';
import type { Lane } from './lane';
import { planDispatch } from './plan-dispatch';
import { agent, dispatchInput, lane } from '../testing/dispatch-builders';

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}

function granted(plan: DispatchPlan, wanted: Partial<Lane>): number {
  const fits = plan.quotas.filter((quota) =>
    Object.entries(wanted).every(([key, value]) => quota[key as 'agentId'] === value),
  );
  return sum(fits.map(({ count }) => count));
}

describe('planDispatch', () => {
  it('gives nothing when there is nothing to give or nobody to give it to', () => {
    expect(planDispatch(dispatchInput({ free: 0 }))).toEqual({ quotas: [], preemptions: [] });
    expect(planDispatch(dispatchInput({ free: -3 }))).toEqual({ quotas: [], preemptions: [] });
    expect(planDispatch(dispatchInput({ lanes: [] }))).toEqual({ quotas: [], preemptions: [] });
  });

  it('gives nothing to an agent that is no longer defined', () => {
    const agents = new Map([['echo', agent({ retiredAtMs: 1 })]]);
    const plan = planDispatch(dispatchInput({ free: 5, lanes: [lane({ agentId: 'echo' })], agents }));
    expect(plan).toEqual({ quotas: [], preemptions: [] });
  });

  it('lets tenants take turns: who gets a place has no more in flight than any other who wants one', () => {
    const tenants = fc.array(fc.nat(30), { minLength: 2, maxLength: 10 });
    fc.assert(
      fc.property(tenants, fc.nat(60), (inFlight, free) => {
        const names = inFlight.map((_, i) => `tenant-${i}`);
        const lanes = names.map((tenant, i) => lane({ tenant, headSubmitNo: i }));
        const tenantsInFlight = new Map(names.map((tenant, i) => [tenant, inFlight[i] ?? 0]));
        const plan = planDispatch(dispatchInput({ free, lanes, tenantsInFlight }));
        const after = names.map((tenant) => (tenantsInFlight.get(tenant) ?? 0) + granted(plan, { tenant }));
        const served = after.filter((_, i) => granted(plan, { tenant: names[i] ?? '' }) > 0);
        expect(Math.max(0, ...served) - Math.min(...after)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('does not let one tenant’s flood delay another’s single task', () => {
    const flood = lane({ tenant: 'loud', headSubmitNo: 1 });
    const single = lane({ tenant: 'quiet', headSubmitNo: 100_000, depth: 1 });
    const plan = planDispatch(dispatchInput({ free: 2, lanes: [flood, single] }));
    expect([granted(plan, { tenant: 'loud' }), granted(plan, { tenant: 'quiet' })]).toEqual([1, 1]);
  });

  it('goes by submission inside a tenant', () => {
    const lanes = [lane({ agentId: 'late', headSubmitNo: 500 }), lane({ agentId: 'early', headSubmitNo: 1 })];
    const agents = new Map(['late', 'early'].map((id) => [id, agent()]));
    const plan = planDispatch(dispatchInput({ free: 10, lanes, agents }));
    expect(plan.quotas).toEqual([{ agentId: 'early', tenant: 'default', priority: 5, count: 10 }]);
  });

  it('keeps a capped tenant to its share, and lets it have one task at least', () => {
    const lanes = [lane({ tenant: 'capped', headSubmitNo: 1 }), lane({ tenant: 'free', headSubmitNo: 2 })];
    const tenantsInFlight = new Map([['free', 60]]);
    const at = (share: number) =>
      planDispatch(dispatchInput({ free: 40, lanes, tenantsInFlight, tenantMaxShare: new Map([['capped', share]]) }));
    expect(granted(at(0.25), { tenant: 'capped' })).toBe(25);
    expect(granted(at(0.25), { tenant: 'free' })).toBe(15);
    expect(granted(at(0), { tenant: 'capped' })).toBe(1);
    expect(granted(at(1), { tenant: 'capped' })).toBe(40);
  });

  it('takes time in proportion to its lanes and places, not to their product', () => {
    const planMs = (size: number): number => {
      const lanes = Array.from({ length: size }, (_, i) =>
        lane({ tenant: `t${i % 100}`, agentId: `a${i}`, headSubmitNo: i }),
      );
      const agents = new Map(lanes.map(({ agentId }) => [agentId, agent({ maxConcurrent: 2 })]));
      const input = dispatchInput({ free: 2000, lanes, agents });
      const runs = Array.from({ length: 7 }, () => {
        const start = performance.now();
        planDispatch(input);
        return performance.now() - start;
      });
      return Math.min(...runs);
    };
    planMs(1000);
    // 16 times the lanes: in proportion is 16, the product would be 256.
    expect(planMs(16_000)).toBeLessThan(100 * Math.max(planMs(1000), 0.2));
  });
});
