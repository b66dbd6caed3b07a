import { statement } from '../../../database/statement';
import { LEASED_COLUMNS, type LeasedRow } from '../../settle/sql/leased-row';
import { REAP_REASON, type ReapReason } from './find-reapable.sql';

export type ReapedRow = LeasedRow & { readonly reason: ReapReason };

/**
 * The reaper's compare-and-set: locks attempts that still have the token they were found with and may still be ended. A
 * heartbeat that came in between saved its lease.
 *
 * $1 uuid[]  tasks
 * $2 to $4   see REAP_REASON
 * $5 uuid[]  lease tokens
 */
export const LOCK_REAPABLE = statement<[readonly string[], number, number, number, readonly string[]], ReapedRow>(
  'engine_lock_reapable',
  `
SELECT ${LEASED_COLUMNS}, ${REAP_REASON} AS reason
  FROM tasks AS task
 WHERE task.task_id = ANY ($1) AND task.lease_token = ANY ($5)
   AND task.status IN ('claimed', 'running') AND ${REAP_REASON} IS NOT NULL
 ORDER BY task.task_id
   FOR NO KEY UPDATE`,
);
