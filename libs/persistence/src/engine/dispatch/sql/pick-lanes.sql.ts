import { statement } from '../../../database/statement';

export interface PickedRow {
  /** Which quota, from 1. */
  readonly quota_no: number;
  readonly task_id: string;
  readonly submit_no: number;
}

/**
 * The next tasks of each lane in order of submission, unlocked: the statement that moves them looks again. The priority is
 * written as a range of one: with an equality an index by agent and submission alone would give the same order, and the
 * planner would walk through the agent's whole history with it.
 *
 * $1 text      team
 * $2 text[]    agent of each quota
 * $3 text[]    tenant
 * $4 int[]     priority
 * $5 bigint[]  last submit_no taken from the lane before
 * $6 int[]     how many
 */
export const PICK_LANES = statement<
  [string, readonly string[], readonly string[], readonly number[], readonly number[], readonly number[]],
  PickedRow
>(
  'engine_pick_lanes',
  `
SELECT quota.quota_no::int AS quota_no, task.task_id, task.submit_no
  FROM unnest($2::text[], $3::text[], $4::int[], $5::bigint[], $6::int[])
       WITH ORDINALITY AS quota(agent_id, tenant, priority, after_submit_no, count, quota_no)
 CROSS JOIN LATERAL (
   SELECT task_id, submit_no
     FROM tasks
    WHERE team = $1 AND status = 'pending' AND agent_id = quota.agent_id AND tenant = quota.tenant
      AND (priority, submit_no) > (quota.priority, quota.after_submit_no) AND priority <= quota.priority
    ORDER BY priority, submit_no
    LIMIT quota.count) AS task
 ORDER BY quota.quota_no, task.submit_no`,
);
