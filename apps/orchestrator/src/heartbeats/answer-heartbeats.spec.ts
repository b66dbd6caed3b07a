import type { HeartbeatV1 } from '@cadre/contracts';
import type { Renewed } from '@cadre/persistence';
import { answerTo, beatOf, renewalsOf } from './answer-heartbeats';
import { progressOf } from './progress-of';

const message: HeartbeatV1 = {
  worker_id: 'w',
  team: 'testing',
  host: 'h',
  pid: 7,
  version: '1',
  slots: 4,
  busy: 3,
  draining: false,
  uptime_seconds: 9,
  leases: [
    { task_id: 'kept', lease_token: 'k', progress: { percent: 30 } },
    { task_id: 'cancelled', lease_token: 'c' },
    { task_id: 'lost', lease_token: 'l', progress: { percent: 99, current_step: 's', message: 'm' } },
  ],
};

function lease(taskId: string, leaseToken: string, cancel: boolean): [string, Renewed] {
  return [leaseToken, { taskId, leaseToken, leaseNo: 2, tenant: 'default', cancel }];
}

const renewed = new Map([lease('kept', 'k', false), lease('cancelled', 'c', true)]);

describe('the answer to a heartbeat', () => {
  it('says what lives on, what is lost, what is to be cancelled, and whether to leave', () => {
    const worker = { workerId: 'w', drain: true, appeared: false };
    expect(answerTo(message, renewed, worker)).toEqual({
      renewed: ['kept', 'cancelled'],
      lost: ['lost'],
      cancel: ['cancelled'],
      drain: true,
    });
    expect(answerTo(message, new Map(), undefined)).toMatchObject({ renewed: [], drain: false });
  });

  it('passes on the progress of what lives on, and nothing of what is lost', () => {
    expect(progressOf(message, renewed, new Date(0))).toEqual([
      { task_id: 'kept', attempt: 2, progress: 30, current_step: null, message: null, at: '1970-01-01T00:00:00.000Z' },
    ]);
  });
});

describe('a heartbeat', () => {
  it.each<[string, Partial<HeartbeatV1>, string]>([
    ['works', {}, 'active'],
    ['has no slots, but was not asked to leave', { slots: 0, leases: [] }, 'active'],
    ['drains', { draining: true }, 'draining'],
    ['drains and has nothing to do', { draining: true, leases: [] }, 'draining'],
    ['says goodbye', { draining: true, slots: 0, leases: [] }, 'gone'],
    ['leaves, but still has leases', { draining: true, slots: 0 }, 'draining'],
  ])('tells of a worker that %s', (_, values, status) => {
    expect(beatOf({ ...message, ...values }).status).toBe(status);
  });

  it('speaks of its worker and asks for its leases', () => {
    expect(beatOf(message)).toMatchObject({ workerId: 'w', slots: 4, busy: 3, uptimeSeconds: 9 });
    expect(renewalsOf(message)).toEqual([
      {
        taskId: 'kept',
        leaseToken: 'k',
        team: 'testing',
        progress: { percent: 30, currentStep: null, message: null },
      },
      { taskId: 'cancelled', leaseToken: 'c', team: 'testing', progress: undefined },
      {
        taskId: 'lost',
        leaseToken: 'l',
        team: 'testing',
        progress: { percent: 99, currentStep: 's', message: 'm' },
      },
    ]);
  });
});
