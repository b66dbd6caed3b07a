import type { TaskStatus } from '@cadre/domain';
import { statement } from '../../database/statement';

/** A task as far as the checks look at it. Ages and overruns are in seconds by the database's clock, null if not set. */
export interface VerifiedRow {
  readonly task_id: string;
  readonly tenant: string;
  readonly team: string;
  readonly agent_id: string;
  readonly status: TaskStatus;
  readonly event_seq: number;
  readonly lease_no: number;
  readonly has_lease: boolean;
  readonly failures_counted: number;
  readonly max_retries: number;
  readonly timeout_seconds: number;
  readonly due_age: number;
  readonly queued_age: number | null;
  readonly started_age: number | null;
  readonly lease_overrun: number | null;
  readonly expiry_overrun: number | null;
  readonly cancel_age: number | null;
}

const age = (column: string): string => `extract(epoch FROM now() - ${column})::float8`;

/**
 * The next tasks in order of id.
 *
 * $1 uuid  the last task seen
 * $2 int   how many
 */
export const READ_TASK_PAGE = statement<[after: string, count: number], VerifiedRow>(
  'verify_read_task_page',
  `
SELECT task_id, tenant, team, agent_id, status, event_seq, lease_no, lease_token IS NOT NULL AS has_lease,
       failures_counted, max_retries, timeout_seconds,
       ${age('available_at')} AS due_age, ${age('queued_at')} AS queued_age,
       ${age('started_at')} AS started_age, ${age('lease_expires_at')} AS lease_overrun,
       ${age('expires_at')} AS expiry_overrun, ${age('cancel_requested_at')} AS cancel_age
  FROM tasks
 WHERE task_id > $1
 ORDER BY task_id
 LIMIT $2`,
);
