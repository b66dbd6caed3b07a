import { TEAMS } from '@cadre/contracts';
import type { QueueGroup, WorkerRow } from '@cadre/persistence';
import { Shown, ShownTime } from '../http/shown';
import { WorkerNumbers } from './queue-answers';
import { scaleTeam } from './scale-team';
import { sumGroups } from './sum-groups';
import { workerNumbers } from './worker-numbers';

class Backlog {
  @Shown({ type: 'integer' })
  waiting!: number;

  @Shown({ type: 'integer' })
  running!: number;

  @Shown({ type: 'integer' })
  scheduled!: number;

  @Shown({ type: 'integer' })
  retry!: number;

  @Shown({ type: 'number' })
  oldest_age_seconds!: number;
}

/** GET /api/metrics/summary */
export class MetricsSummary {
  @Shown({ type: Backlog })
  backlog!: Backlog;

  @Shown({ type: 'number' })
  processed_per_minute!: number;

  @Shown({ type: 'object', additionalProperties: { type: 'object', additionalProperties: { type: 'number' } } })
  agents!: Readonly<Record<string, { readonly waiting: number; readonly running: number }>>;

  @Shown({ type: WorkerNumbers })
  workers!: WorkerNumbers;

  @Shown({ type: 'object', additionalProperties: { type: 'integer' }, description: 'By team' })
  suggested_workers!: Readonly<Record<string, number>>;

  @ShownTime({ nullable: true })
  timestamp!: Date | null;
}

/** The whole installation, summed up. */
export function summarize(
  groups: readonly QueueGroup[],
  workers: readonly WorkerRow[],
  timestamp: Date | null,
): MetricsSummary {
  const { depth: waiting, running, scheduled, retry, oldestAgeSeconds, finishedPerMinute } = sumGroups(groups);
  const agents = new Map(
    groups.map(({ agent_id }) => [agent_id, groups.filter((group) => group.agent_id === agent_id)]),
  );
  return {
    backlog: { waiting, running, scheduled, retry, oldest_age_seconds: oldestAgeSeconds },
    processed_per_minute: finishedPerMinute,
    agents: Object.fromEntries([...agents].map(([agent, own]) => [agent, waitingAndRunning(own)])),
    workers: workerNumbers(workers),
    suggested_workers: Object.fromEntries(
      TEAMS.map((team) => [team, scaleTeam(team, groups, workers, timestamp).suggested_workers]),
    ),
    timestamp,
  };
}

function waitingAndRunning(groups: readonly QueueGroup[]): { waiting: number; running: number } {
  const { depth, running } = sumGroups(groups);
  return { waiting: depth, running };
}
