import type { QueueGroup } from '@cadre/persistence';
import { durationSeconds, tasksAhead, tasksBefore, waitSeconds } from './judge-outlook';

const group = (changes: Partial<QueueGroup>): QueueGroup => ({
  team: 'testing',
  agent_id: 'echo',
  priority: 5,
  scheduled: 0,
  pending: 0,
  queued: 0,
  running: 0,
  retry: 0,
  oldest_age_seconds: 0,
  finished_per_minute: 0,
  avg_wait_seconds: null,
  ...changes,
});

const GROUPS = [
  group({ priority: 1, pending: 1, queued: 2, finished_per_minute: 30, running: 1 }),
  group({ priority: 5, pending: 10, scheduled: 100, retry: 100, finished_per_minute: 30 }),
  group({ priority: 7, pending: 100 }),
  group({ team: 'other', agent_id: 'busy', pending: 1_000, finished_per_minute: 6_000, running: 50 }),
];

describe('what a newcomer may expect', () => {
  it.each([
    [1, 3],
    [3, 3],
    [5, 13],
    [7, 113],
  ])('with priority %d, %d tasks of its team are before it', (priority, ahead) => {
    expect(tasksAhead(GROUPS, { team: 'testing', priority })).toBe(ahead);
  });

  it.each([
    [10, 3 + 900],
    [50, 3 + 500],
    [99, 3 + 10],
    [200, 3],
  ])('one that has waited %d s has about %d before it', (waited, before) => {
    const groups = [
      group({ priority: 1, pending: 3 }),
      group({ pending: 990, queued: 10, oldest_age_seconds: 100 }),
      group({ agent_id: 'fresh', pending: 5 }),
      group({ priority: 7, pending: 9, oldest_age_seconds: 500 }),
      group({ team: 'other', pending: 9, oldest_age_seconds: 500 }),
    ];
    expect(tasksBefore(groups, { team: 'testing', priority: 5 }, waited)).toBe(before);
  });

  it.each([
    ['testing', 0, 0],
    ['testing', 13, 13],
    ['other', 1_000, 10],
    ['idle', 5, null],
    ['idle', 0, 0],
  ])('in team %s behind %d it waits %s s', (team, ahead, seconds) => {
    expect(waitSeconds(GROUPS, team, ahead)).toBe(seconds);
  });

  it.each([
    ['echo', 1],
    ['busy', 0.5],
    ['nobody', null],
  ])('an attempt of %s takes %s s', (agentId, seconds) => {
    expect(durationSeconds(GROUPS, agentId)).toBe(seconds);
  });
});
