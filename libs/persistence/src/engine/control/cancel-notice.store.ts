import type { Queryable } from '../../database/statement';
import { FIND_CANCEL_REQUESTED } from './sql/find-cancel-requested.sql';

/** A running attempt that somebody asked to cancel, and the worker that must hear of it. */
export interface CancelNotice {
  readonly taskId: string;
  readonly leaseNo: number;
  readonly team: string;
  readonly workerId: string;
}

/** Finds the workers that must be told of a cancel. */
export class CancelNoticeStore {
  constructor(private readonly db: Queryable) {}

  async find(taskIds: readonly string[]): Promise<readonly CancelNotice[]> {
    if (taskIds.length === 0) return [];
    const rows = await this.db.query(FIND_CANCEL_REQUESTED, [taskIds]);
    return rows.map((row) => ({
      taskId: row.task_id,
      leaseNo: row.lease_no,
      team: row.team,
      workerId: row.worker_id,
    }));
  }
}
