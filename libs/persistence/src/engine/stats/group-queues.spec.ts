import { groupQueues } from './group-queues';
import type { QueueSurveyRow } from './sql/survey-queues.sql';

function row(kind: QueueSurveyRow['kind'], count: number, since_seconds = 0): QueueSurveyRow {
  return { team: 't', agent_id: 'a', priority: 5, kind, count, since_seconds, due_soon: 0, avg_wait_seconds: null };
}

describe('the groups of the queues', () => {
  it('fold all rows of a team, agent and priority into one', () => {
    const rows = [
      row('pending', 7, 90),
      row('queued', 2, 120),
      row('claimed', 1),
      row('running', 3),
      { ...row('retry', 4), due_soon: 3 },
      { ...row('scheduled', 5), due_soon: 2 },
      { ...row('finished', 30, 15), avg_wait_seconds: 0.5 },
      { ...row('pending', 1), priority: 1 },
    ];
    const [group, urgent] = groupQueues(rows);
    expect(group).toEqual({
      team: 't',
      agent_id: 'a',
      priority: 5,
      pending: 7,
      queued: 2,
      running: 4,
      retry: 4,
      scheduled: 5,
      due_soon: 5,
      oldest_age_seconds: 120,
      finished_per_minute: 120,
      avg_wait_seconds: 0.5,
    });
    expect(urgent).toMatchObject({ priority: 1, pending: 1, finished_per_minute: 0, avg_wait_seconds: null });
  });
});
