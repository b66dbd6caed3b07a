import { crashPoint } from '@cadre/config';
import { sourcesOf, TaskStatus } from '@cadre/domain';
import type { Database } from '../../database/database';
import type { EventRow } from '../sql/event-row';
import { NEXT_DUE } from './sql/next-due.sql';
import { PROMOTE_DUE } from './sql/promote-due.sql';

const ACTOR = 'promoter';
const MAY_BECOME_DUE = sourcesOf('due', TaskStatus.Pending);

/** Makes scheduled and retried tasks `pending` when their time has come. */
export class PromoteStore {
  constructor(private readonly db: Database) {}

  /** Promotes at most so many of what is due. */
  promote(atMost: number): Promise<readonly EventRow[]> {
    return this.db.transaction(async (tx) => {
      const events = await tx.query(PROMOTE_DUE, [MAY_BECOME_DUE, atMost, ACTOR]);
      if (events.length > 0) crashPoint('promote.before_commit');
      return events;
    });
  }

  /** Milliseconds until the next task is due, 0 or less if one is already; null when none waits. */
  async nextDueMs(): Promise<number | null> {
    const [row] = await this.db.query(NEXT_DUE, []);
    return row?.due_in_ms ?? null;
  }
}
