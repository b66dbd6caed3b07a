import fc from 'fast-check';
import { TaskStatus } from '../task/task-status';
import { canMove } from '../task/task-transitions';
import { type ClaimFacts, decideClaim } from './decide-claim';

const CLAIM = { claimId: 'claim-1', workerId: 'worker-1', team: 'testing', dispatchNo: 2 };
const TASK = {
  status: TaskStatus.Queued,
  team: 'testing',
  dispatchNo: 2,
  workerId: null,
  claimId: null,
  cancelRequested: false,
  expired: false,
};
const AGENT = { paused: false, rateTokenLeft: true, overConcurrency: false };

interface Changes {
  readonly task?: Partial<NonNullable<ClaimFacts['task']>> | null;
  readonly agent?: Partial<ClaimFacts['agent']>;
}

function facts({ task = {}, agent = {} }: Changes = {}): ClaimFacts {
  return { claim: CLAIM, task: task && { ...TASK, ...task }, agent: { ...AGENT, ...agent } };
}

describe('decideClaim', () => {
  it('grants a queued task of the message’s dispatch', () => {
    expect(decideClaim(facts())).toEqual({ granted: true, repeat: false });
  });

  it.each(['claimed', 'running'] as const)(
    'grants a repeat of the same claim on a %s task, moving nothing',
    (status) => {
      const task = { status, workerId: 'worker-1', claimId: 'claim-1' };
      expect(decideClaim(facts({ task, agent: { paused: true } }))).toEqual({ granted: true, repeat: true });
    },
  );

  it.each<[string, string, Changes]>([
    ['not_found', 'a task nobody knows', { task: null }],
    ['foreign_team', 'another team’s task', { task: { team: 'marketing' } }],
    ['leased', 'another worker’s task', { task: { status: 'running', workerId: 'worker-2', claimId: 'claim-1' } }],
    [
      'leased',
      'a second claim of its own task',
      { task: { status: 'running', workerId: 'worker-1', claimId: 'other' } },
    ],
    ['cancelled', 'a cancelled task', { task: { status: 'cancelled' } }],
    ['finished', 'a completed task', { task: { status: 'completed' } }],
    ['finished', 'a failed task', { task: { status: 'failed' } }],
    ['finished', 'a task that timed out', { task: { status: 'timeout' } }],
    ['not_due', 'a scheduled task', { task: { status: 'scheduled' } }],
    ['not_due', 'a task that waits for its retry', { task: { status: 'retry' } }],
    ['not_due', 'a task that waits for a decision', { task: { status: 'waiting' } }],
    ['superseded', 'a task that was taken back', { task: { status: 'pending' } }],
    ['superseded', 'a message of an earlier dispatch', { task: { dispatchNo: 3 } }],
    ['superseded', 'a message of a dispatch that was rolled back', { task: { dispatchNo: 1 } }],
    ['cancelled', 'a task that is being cancelled', { task: { cancelRequested: true } }],
    ['cancelled', 'a task that expired while queued', { task: { expired: true } }],
    ['paused', 'a paused agent', { agent: { paused: true } }],
    ['concurrency', 'an agent over its lowered limit', { agent: { overConcurrency: true } }],
    ['rate_limited', 'an agent without a rate token', { agent: { rateTokenLeft: false } }],
  ])('answers %s for %s', (reason, _, changes) => {
    expect(decideClaim(facts(changes))).toEqual({ granted: false, reason });
  });

  it('grants a new lease only where the table allows a start', () => {
    const tasks = fc.record({
      status: fc.constantFrom(...Object.values(TaskStatus)),
      team: fc.constantFrom('testing', 'marketing'),
      dispatchNo: fc.integer({ min: 1, max: 3 }),
      workerId: fc.constantFrom(null, 'worker-1', 'worker-2'),
      claimId: fc.constantFrom(null, 'claim-1', 'claim-2'),
      cancelRequested: fc.boolean(),
      expired: fc.boolean(),
    });
    const agents = fc.record({ paused: fc.boolean(), rateTokenLeft: fc.boolean(), overConcurrency: fc.boolean() });
    fc.assert(
      fc.property(tasks, agents, (task, agent) => {
        const decision = decideClaim({ claim: CLAIM, task, agent });
        if (!decision.granted || decision.repeat) return;
        expect(canMove('started', task.status, 'running')).toBe(true);
        expect(task.cancelRequested || task.expired || agent.paused || task.dispatchNo !== 2).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });
});
