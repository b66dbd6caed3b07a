import type { TaskStatus } from '@cadre/domain';
import { statement } from '../../database/statement';

export interface SnapshotRow {
  readonly data: unknown;
  readonly cost_ms: number;
  readonly written_at: Date;
  readonly age_seconds: number;
}

/** $1 text  scope */
export const READ_SNAPSHOT = statement<[string], SnapshotRow>(
  'stats_read',
  `
SELECT data, cost_ms, written_at, extract(epoch FROM now() - written_at)::float8 AS age_seconds
  FROM stats_snapshot
 WHERE scope = $1`,
);

export interface StatusCount {
  readonly team: string;
  readonly status: TaskStatus;
  readonly count: number;
}

/** Counted over the partial indexes of live states. */
export const COUNT_TASKS = statement<[], StatusCount>(
  'stats_count_tasks',
  `
SELECT team, status, count(*)::int AS count FROM tasks WHERE status = 'pending' GROUP BY team, status
 UNION ALL
SELECT team, status, count(*)::int FROM tasks WHERE status IN ('queued', 'claimed', 'running') GROUP BY team, status
 UNION ALL
SELECT team, status, count(*)::int FROM tasks WHERE status IN ('scheduled', 'retry') GROUP BY team, status`,
);
