import type { Preemption } from './dispatch-plan';
import type { AgentState, QueuedCount } from './lane';
import { planDispatch } from './plan-dispatch';
import { agent, dispatchInput, lane } from '../testing/dispatch-builders';

function queued(agentId: string, priority: number, count: number): QueuedCount {
  return { agentId, priority, count };
}

describe('preemption at an agent’s limit', () => {
  const full = (state: Partial<AgentState>) => new Map([['agent', agent({ inFlight: 5, queued: 2, ...state })]]);

  it.each([
    ['concurrency', { maxConcurrent: 5 }],
    ['rate tokens', { bucket: { tokens: 2, ratePerSecond: 1, burst: 5, refilledAtMs: 0 } }],
  ])('takes the lowest queued task back for a more urgent one when it uses up the %s', (_, state) => {
    const input = dispatchInput({
      lanes: [lane({ priority: 3 })],
      agents: full(state),
      queued: [queued('agent', 7, 2)],
    });
    expect(planDispatch(input)).toEqual({
      quotas: [],
      preemptions: [{ agentId: 'agent', count: 1, belowPriority: 3 }],
    });
  });

  it('takes back as many as are known to wait, as far as they go', () => {
    const input = dispatchInput({
      lanes: [lane({ priority: 3, depth: 4 })],
      agents: full({ maxConcurrent: 5 }),
      queued: [queued('agent', 5, 1), queued('agent', 7, 1)],
    });
    expect(planDispatch(input).preemptions).toEqual([{ agentId: 'agent', count: 2, belowPriority: 3 }]);
  });

  it.each([
    ['of the same priority', [queued('agent', 3, 2)]],
    ['of a higher priority', [queued('agent', 1, 2)]],
    ['of another agent', [queued('other', 7, 2)]],
  ])('leaves queued tasks %s where they are', (_, standing) => {
    const input = dispatchInput({
      lanes: [lane({ priority: 3 })],
      agents: full({ maxConcurrent: 5 }),
      queued: standing,
    });
    expect(planDispatch(input).preemptions).toEqual([]);
  });

  it('takes nothing back when a lowered limit would still be passed', () => {
    const agents = full({ maxConcurrent: 3 });
    const input = dispatchInput({ lanes: [lane({ priority: 3 })], agents, queued: [queued('agent', 7, 2)] });
    expect(planDispatch(input).preemptions).toEqual([]);
  });

  it('takes nothing back for a paused agent or a tenant at its cap', () => {
    const standing = [queued('agent', 7, 2)];
    const paused = dispatchInput({ agents: full({ maxConcurrent: 5, paused: true }), queued: standing });
    expect(planDispatch(paused).preemptions).toEqual([]);
    const capped = dispatchInput({
      agents: full({ maxConcurrent: 5 }),
      queued: standing,
      tenantsInFlight: new Map([['default', 5]]),
      tenantMaxShare: new Map([['default', 0.1]]),
    });
    expect(planDispatch(capped).preemptions).toEqual([]);
  });
});

describe('preemption in a full window', () => {
  const busy = new Map(['agent', 'other'].map((id) => [id, agent({ inFlight: 8, queued: 8 })]));

  it('takes back the lowest of the team, whose ever they are, for a critical task', () => {
    const input = dispatchInput({
      free: 0,
      lanes: [lane({ priority: 1 }), lane({ priority: 7, agentId: 'other' })],
      agents: busy,
      queued: [queued('other', 7, 8)],
    });
    expect(planDispatch(input)).toEqual({ quotas: [], preemptions: [{ count: 1, belowPriority: 1 }] });
  });

  it('does not let a task of the same priority push another out', () => {
    const input = dispatchInput({
      free: 0,
      lanes: [lane({ priority: 7 })],
      agents: busy,
      queued: [queued('other', 7, 8)],
    });
    expect(planDispatch(input).preemptions).toEqual([]);
  });

  it('takes back enough to come under a window that shrank, or nothing', () => {
    const plan = (count: number): readonly Preemption[] => {
      const lanes = [lane({ priority: 1 })];
      return planDispatch(dispatchInput({ free: -4, lanes, agents: busy, queued: [queued('other', 7, count)] }))
        .preemptions;
    };
    expect(plan(8)).toEqual([{ count: 5, belowPriority: 1 }]);
    expect(plan(4)).toEqual([]);
  });

  it('counts a place won from the own agent as a place in the window too', () => {
    const agents = new Map([['agent', agent({ maxConcurrent: 5, inFlight: 5, queued: 5 })]]);
    const input = dispatchInput({ free: 0, lanes: [lane({ priority: 1 })], agents, queued: [queued('agent', 7, 5)] });
    expect(planDispatch(input).preemptions).toEqual([{ agentId: 'agent', count: 1, belowPriority: 1 }]);
  });

  it('takes nothing back for a lane that has got places in this plan and may have no more tasks', () => {
    const input = dispatchInput({
      free: 1,
      lanes: [lane({ priority: 1 })],
      agents: busy,
      queued: [queued('other', 7, 7)],
    });
    expect(planDispatch(input)).toMatchObject({ quotas: [{ priority: 1, count: 1 }], preemptions: [] });
  });

  it('takes each queued task back only once, however many lanes want its place', () => {
    const lanes = ['x', 'y', 'z'].map((tenant) => lane({ tenant, priority: 1, depth: 5 }));
    const input = dispatchInput({
      free: 0,
      lanes,
      agents: busy,
      queued: [queued('other', 7, 6), queued('other', 5, 1)],
    });
    expect(planDispatch(input).preemptions).toEqual([{ count: 7, belowPriority: 1 }]);
  });
});
