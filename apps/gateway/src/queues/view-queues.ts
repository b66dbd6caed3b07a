import { PRIORITY_NAMES, priorityName } from '@cadre/domain';
import type { QueueGroup, WorkerRow } from '@cadre/persistence';
import { TEAMS } from '@cadre/contracts';
import type { QueueNumbers, QueueStats } from './queue-answers';
import { sumGroups } from './sum-groups';
import { workerNumbers } from './worker-numbers';

/** The statistics as people ask for them: by priority, by team, by agent. */
export function viewQueues(
  groups: readonly QueueGroup[],
  workers: readonly WorkerRow[],
  timestamp: Date | null,
): QueueStats {
  const teams = distinct([...TEAMS, ...groups.map(({ team }) => team), ...workers.map(({ team }) => team)]);
  const agents = distinct(groups.map(({ agent_id }) => agent_id));
  return {
    queues: record(PRIORITY_NAMES, (name) => numbers(groups.filter(({ priority }) => priorityName(priority) === name))),
    teams: record(teams, (name) => ({
      ...numbers(groups.filter(({ team }) => team === name)),
      workers: workerNumbers(workers.filter(({ team }) => team === name)),
    })),
    agents: record(agents, (name) => {
      const own = groups.filter(({ agent_id }) => agent_id === name);
      return { team: own[0]?.team ?? '', ...numbers(own) };
    }),
    workers: workerNumbers(workers),
    timestamp,
  };
}

function numbers(groups: readonly QueueGroup[]): QueueNumbers {
  const sum = sumGroups(groups);
  return {
    depth: sum.depth,
    processing_rate: `${Math.round(sum.finishedPerMinute)}/minute`,
    avg_wait_time_seconds: round(sum.avgWaitSeconds),
    running: sum.running,
    scheduled: sum.scheduled,
    retry: sum.retry,
    oldest_age_seconds: round(sum.oldestAgeSeconds),
  };
}

function round(seconds: number): number {
  return Math.round(seconds * 1_000) / 1_000;
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)];
}

function record<K extends string, V>(keys: readonly K[], valueOf: (key: K) => V): Record<K, V> {
  return Object.fromEntries(keys.map((key) => [key, valueOf(key)])) as Record<K, V>;
}
