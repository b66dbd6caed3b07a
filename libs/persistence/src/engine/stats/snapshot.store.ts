import type { Queryable } from '../../database/statement';
import { groupQueues } from './group-queues';
import { QUEUES_SCOPE, type QueueStatistics } from './queue-statistics';
import { SURVEY_QUEUES } from './sql/survey-queues.sql';
import { WRITE_SNAPSHOT } from './sql/write-snapshot.sql';

/** Enough for a true pace, and flat in cost however fast the system runs. */
const MOST_RECENT_ATTEMPTS = 10_000;

/** Counts the queues once for everybody who asks: nobody counts per request. */
export class SnapshotStore {
  constructor(private readonly db: Queryable) {}

  async survey(): Promise<QueueStatistics> {
    return { groups: groupQueues(await this.db.query(SURVEY_QUEUES, [MOST_RECENT_ATTEMPTS])) };
  }

  async write(statistics: QueueStatistics, costMs: number, writtenBy: string): Promise<void> {
    await this.db.execute(WRITE_SNAPSHOT, [QUEUES_SCOPE, JSON.stringify(statistics), costMs, writtenBy]);
  }
}
