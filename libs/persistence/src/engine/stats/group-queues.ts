import type { QueueGroup } from './queue-statistics';
import type { QueueSurveyRow } from './sql/survey-queues.sql';

/** A group while it is counted. */
type CountedGroup = { -readonly [K in keyof QueueGroup]-?: QueueGroup[K] };

/** Folds the rows of a survey into one group per team, agent and priority. */
export function groupQueues(rows: readonly QueueSurveyRow[]): readonly QueueGroup[] {
  const groups = new Map<string, CountedGroup>();
  for (const row of rows) {
    const key = JSON.stringify([row.team, row.agent_id, row.priority]);
    const group = groups.get(key) ?? emptyGroup(row);
    groups.set(key, group);
    add(group, row);
  }
  return [...groups.values()];
}

function add(group: CountedGroup, { kind, count, due_soon, since_seconds, avg_wait_seconds }: QueueSurveyRow): void {
  if (kind === 'finished') {
    group.finished_per_minute = since_seconds > 0 ? (count * 60) / since_seconds : 0;
    group.avg_wait_seconds = avg_wait_seconds;
    return;
  }
  group[kind === 'claimed' ? 'running' : kind] += count;
  group.due_soon += due_soon;
  if (kind === 'pending' || kind === 'queued') {
    group.oldest_age_seconds = Math.max(group.oldest_age_seconds, since_seconds);
  }
}

function emptyGroup({ team, agent_id, priority }: QueueSurveyRow): CountedGroup {
  return {
    team,
    agent_id,
    priority,
    scheduled: 0,
    pending: 0,
    queued: 0,
    running: 0,
    retry: 0,
    due_soon: 0,
    oldest_age_seconds: 0,
    finished_per_minute: 0,
    avg_wait_seconds: null,
  };
}
