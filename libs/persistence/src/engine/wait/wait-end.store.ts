import { sourcesOf, TaskStatus } from '@cadre/domain';
import type { Database } from '../../database/database';
import type { Transaction } from '../../database/run-transaction';
import { writeDeadLetters } from '../dead-letters';
import type { EventRow } from '../sql/event-row';
import { CLOSE_STALE_WAITS, LOCK_OVERDUE_WAITS, NEXT_WAIT_END, TIME_OUT_WAITS } from './sql/end-waits.sql';

const ACTOR = 'expiry';
const CODE = 'CALLBACK_TIMEOUT';
const MESSAGE = 'Nobody called back in time.';
const MAY_TIME_OUT = sourcesOf('timed_out', TaskStatus.Timeout).filter((status) => status === TaskStatus.Waiting);

/** Ends the waits that nobody has ended. */
export class WaitEndStore {
  constructor(private readonly db: Database) {}

  /** Milliseconds until the next wait is over, 0 or less if one is already; null when nothing waits. */
  async nextEndMs(): Promise<number | null> {
    const [row] = await this.db.query(NEXT_WAIT_END, []);
    return row?.due_in_ms ?? null;
  }

  /** Lets at most so many tasks time out, each with its dead letter. */
  timeOut(atMost: number): Promise<readonly EventRow[]> {
    return this.db.transaction((tx) => this.timeOutIn(tx, atMost));
  }

  private async timeOutIn(tx: Transaction, atMost: number): Promise<readonly EventRow[]> {
    const overdue = await tx.query(LOCK_OVERDUE_WAITS, [MAY_TIME_OUT, atMost]);
    const ids = overdue.map(({ task_id }) => task_id);
    const events = ids.length === 0 ? [] : await tx.query(TIME_OUT_WAITS, [ids, MAY_TIME_OUT, ACTOR, CODE, MESSAGE]);
    const ended = new Set(events.map(({ task_id }) => task_id));
    const letters = overdue
      .filter(({ task_id }) => ended.has(task_id))
      .map(({ task_id, agent_id, failures_counted }) => ({
        ...{ taskId: task_id, agentId: agent_id, errorCode: CODE, errorMessage: MESSAGE, retryCount: failures_counted },
      }));
    await writeDeadLetters(tx, letters);
    await tx.execute(CLOSE_STALE_WAITS, [atMost]);
    return events;
  }
}
