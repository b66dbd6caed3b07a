import { statement } from '../../database/statement';

export interface VerifiedAttempt {
  readonly task_id: string;
  readonly lease_no: number;
  readonly outcome: string;
  readonly counted: boolean;
}

/**
 * The finished attempts of all tasks between two ids, in order.
 *
 * $1 uuid  first task
 * $2 uuid  last task
 */
export const READ_ATTEMPTS = statement<[first: string, last: string], VerifiedAttempt>(
  'verify_read_attempts',
  `
SELECT task_id, lease_no, outcome, counted
  FROM task_history
 WHERE task_id BETWEEN $1 AND $2
 ORDER BY task_id, lease_no`,
);
