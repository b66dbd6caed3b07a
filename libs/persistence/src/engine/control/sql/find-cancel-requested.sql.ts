import { statement } from '../../../database/statement';

export interface CancelRequestedRow {
  readonly task_id: string;
  readonly lease_no: number;
  readonly team: string;
  readonly worker_id: string;
}

/**
 * Where the tasks of a batch run that somebody asked to cancel.
 *
 * $1 uuid[]  tasks
 */
export const FIND_CANCEL_REQUESTED = statement<[readonly string[]], CancelRequestedRow>(
  'engine_find_cancel_requested',
  `
SELECT task_id, lease_no, team, worker_id
  FROM tasks
 WHERE task_id = ANY ($1) AND status IN ('claimed', 'running') AND cancel_requested_at IS NOT NULL`,
);
