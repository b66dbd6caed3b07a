import type { Database } from '../database/database';
import { QUEUES_SCOPE, type QueueStatistics } from '../engine/stats/queue-statistics';
import { READ_SNAPSHOT } from './sql/read-statistics.sql';

/** Statistics as one orchestrator wrote them last. */
export interface Snapshot<Data> {
  readonly data: Data;
  readonly cost_ms: number;
  readonly written_at: Date;
  /** By the database's clock. */
  readonly age_seconds: number;
}

/** Statistics that others wrote: reading them costs one row. */
export class StatsStore {
  constructor(private readonly db: Database) {}

  /** The snapshot of the queues; null before the first orchestrator has written one. */
  async queues(): Promise<Snapshot<QueueStatistics> | null> {
    const [row] = await this.db.query(READ_SNAPSHOT, [QUEUES_SCOPE]);
    return row ? { ...row, data: row.data as QueueStatistics } : null;
  }
}
