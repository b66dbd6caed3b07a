import { statement } from '../../database/statement';

export interface VerifiedEvent {
  readonly task_id: string;
  readonly seq: number;
  readonly type: string;
  readonly from_status: string | null;
  /** Null for an annotation. */
  readonly to_status: string | null;
  readonly lease_no: number;
  readonly error_class: string | null;
}

/**
 * The events of all tasks between two ids, in order.
 *
 * $1 uuid  first task
 * $2 uuid  last task
 */
export const READ_EVENTS = statement<[first: string, last: string], VerifiedEvent>(
  'verify_read_events',
  `
SELECT task_id, seq, type, from_status, to_status, lease_no, data ->> 'error_class' AS error_class
  FROM task_events
 WHERE task_id BETWEEN $1 AND $2
 ORDER BY task_id, seq`,
);
