import { sourcesOf, TaskStatus } from '@cadre/domain';
import type { Queryable } from '../../database/statement';
import type { EventRow } from '../sql/event-row';
import { EXPIRE_UNSTARTED } from './sql/expire-unstarted.sql';
import { NEXT_EXPIRY } from './sql/next-expiry.sql';

const ACTOR = 'expiry';
const CODE = 'EXPIRED';
/** A started task is not ended by its `expires_at`. */
const UNSTARTED = new Set<TaskStatus>([TaskStatus.Scheduled, TaskStatus.Pending, TaskStatus.Queued, TaskStatus.Retry]);
const MAY_EXPIRE = sourcesOf('cancelled', TaskStatus.Cancelled).filter((status) => UNSTARTED.has(status));

/** Cancels tasks that were not started before their `expires_at`. */
export class ExpireStore {
  constructor(private readonly db: Queryable) {}

  /** Cancels at most so many. */
  expire(atMost: number): Promise<readonly EventRow[]> {
    return this.db.query(EXPIRE_UNSTARTED, [MAY_EXPIRE, atMost, ACTOR, CODE]);
  }

  /** Milliseconds until the next task expires, 0 or less if one has already; null when none will. */
  async nextExpiryMs(): Promise<number | null> {
    const [row] = await this.db.query(NEXT_EXPIRY, []);
    return row?.due_in_ms ?? null;
  }
}
