import { sourcesOf, TaskStatus } from '@cadre/domain';
import type { Database } from '../../database/database';
import type { Transaction } from '../../database/run-transaction';
import { writeDeadLetters } from '../dead-letters';
import type { EventRow } from '../sql/event-row';
import {
  CLOSE_STALE_WAITS,
  LOCK_OVERDUE_WAITS,
  NEXT_WAIT_END,
  type OverdueRow,
  TIME_OUT_WAITS,
} from './sql/end-waits.sql';

const ACTOR = 'expiry';
const CALLBACK_TIMEOUT = { code: 'CALLBACK_TIMEOUT', message: 'Nobody called back in time.' };
const APPROVAL_TIMEOUT = { code: 'APPROVAL_TIMEOUT', message: 'Nobody decided in time.' };
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
    const events = overdue.length === 0 ? [] : await this.end(tx, overdue);
    const ended = new Set(events.map(({ task_id }) => task_id));
    const letters = overdue
      .filter(({ task_id }) => ended.has(task_id))
      .map((row) => ({
        ...{ taskId: row.task_id, agentId: row.agent_id, retryCount: row.failures_counted },
        ...{ errorCode: errorOf(row).code, errorMessage: errorOf(row).message },
      }));
    await writeDeadLetters(tx, letters);
    await tx.execute(CLOSE_STALE_WAITS, [atMost]);
    return events;
  }

  private end(tx: Transaction, overdue: readonly OverdueRow[]): Promise<EventRow[]> {
    const ids = overdue.map(({ task_id }) => task_id);
    const codes = overdue.map((row) => errorOf(row).code);
    const messages = overdue.map((row) => errorOf(row).message);
    return tx.query(TIME_OUT_WAITS, [ids, codes, messages, MAY_TIME_OUT, ACTOR]);
  }
}

function errorOf({ reason }: OverdueRow): { readonly code: string; readonly message: string } {
  return reason === 'approval' ? APPROVAL_TIMEOUT : CALLBACK_TIMEOUT;
}
