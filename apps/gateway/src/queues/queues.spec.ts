import type { QueueGroup, WorkerRow } from '@cadre/persistence';
import { scaleTeam } from './scale-team';
import { sumGroups } from './sum-groups';

const group = (own: Partial<QueueGroup>): QueueGroup => ({
  ...{ team: 'testing', agent_id: 'a', priority: 5, scheduled: 0, pending: 0, queued: 0, running: 0, retry: 0 },
  ...{ oldest_age_seconds: 0, finished_per_minute: 0, avg_wait_seconds: null },
  ...own,
});
const worker = (own: Partial<WorkerRow>): WorkerRow => ({
  ...{ worker_id: 'w', team: 'testing', host: 'h', pid: 1, version: '1', slots: 10, busy: 0, status: 'active' },
  ...{
    drain_requested_at: null,
    started_at: new Date(0),
    last_heartbeat_at: new Date(0),
    alive: true,
    current_task_ids: [],
    offers: null,
  },
  ...own,
});

describe('sumGroups', () => {
  it('weighs waiting times by the attempts behind them', () => {
    const groups = [
      group({ finished_per_minute: 30, avg_wait_seconds: 1 }),
      group({ finished_per_minute: 10, avg_wait_seconds: 5 }),
      group({ finished_per_minute: 0, avg_wait_seconds: null }),
    ];
    expect(sumGroups(groups)).toMatchObject({ finishedPerMinute: 40, avgWaitSeconds: 2 });
  });

  it('is all zero for nothing', () => {
    expect(new Set(Object.values(sumGroups([])))).toEqual(new Set([0]));
  });
});

describe('scaleTeam', () => {
  const suggested = (groups: QueueGroup[], workers: WorkerRow[]): number =>
    scaleTeam('testing', groups, workers, null).suggested_workers;

  it.each([
    ['one for nothing', [], [], 1],
    ['by the usual slots when none is there', [group({ pending: 25 })], [], 3],
    ['by the slots of those that are there', [group({ pending: 25 })], [worker({ slots: 5 })], 5],
    [
      'with what runs and what is due soon, and not with what has time',
      [group({ pending: 5, queued: 5, running: 5, retry: 90, scheduled: 90, due_soon: 6 })],
      [worker({})],
      3,
    ],
    ['with all retries where nobody counted what is due soon', [group({ pending: 15, retry: 6 })], [worker({})], 3],
    ['not by the dead', [group({ pending: 25 })], [worker({ slots: 1, alive: false })], 3],
    ['not by other teams', [group({ team: 'other', pending: 500 })], [worker({ team: 'other', slots: 1 })], 1],
    ['never more than fifty', [group({ pending: 1_000_000 })], [], 50],
  ])('suggests workers: %s', (_name, groups, workers, expected) => {
    expect(suggested(groups, workers)).toBe(expected);
  });
});
