import type { TaskStatus } from '@cadre/domain';
import { statement } from '../../../database/statement';

export interface LoserRow {
  /** The id the loser came with. */
  readonly wanted_id: string;
  /** Its own row, if that was there before; otherwise the live holder of its dedupe key. */
  readonly task_id: string;
  readonly status: TaskStatus;
  readonly priority: number;
  readonly tenant: string;
  readonly submitted_by: string;
  readonly submitted_at: Date;
  readonly submit_no: number;
  readonly execute_at: Date | null;
}

/**
 * Why rows were not inserted. A holder that has finished in the meantime is not found: insert again.
 *
 * $1 uuid[] task ids · $2 text[] tenants · $3 text[] agents · $4 text[] dedupe keys
 */
export const FIND_LOSERS = statement<
  [readonly string[], readonly string[], readonly string[], readonly (string | null)[]],
  LoserRow
>(
  'task_find_losers',
  `
SELECT wanted.task_id AS wanted_id, found.*
  FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) AS wanted(task_id, tenant, agent_id, dedupe_key)
 CROSS JOIN LATERAL (
   SELECT task_id, status, priority, tenant, submitted_by, submitted_at, submit_no, execute_at
     FROM tasks AS own
    WHERE own.task_id = wanted.task_id
   UNION ALL
   SELECT task_id, status, priority, tenant, submitted_by, submitted_at, submit_no, execute_at
     FROM tasks AS holder
    WHERE holder.tenant = wanted.tenant AND holder.agent_id = wanted.agent_id AND holder.dedupe_key = wanted.dedupe_key
      AND holder.dedupe_key IS NOT NULL AND holder.status NOT IN ('completed', 'failed', 'timeout', 'cancelled')
    LIMIT 1) AS found`,
);
