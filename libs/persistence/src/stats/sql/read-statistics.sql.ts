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
