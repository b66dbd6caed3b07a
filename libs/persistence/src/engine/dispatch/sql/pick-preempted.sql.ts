import { statement } from '../../../database/statement';

/**
 * The queued tasks that give way to more urgent ones: of each preemption the lowest and latest first.
 *
 * $1 text    team
 * $2 text[]  agent of each preemption; null: any of the team
 * $3 int[]   only tasks with a larger priority number than this
 * $4 int[]   how many
 */
export const PICK_PREEMPTED = statement<
  [string, readonly (string | null)[], readonly number[], readonly number[]],
  { task_id: string; dispatch_no: number }
>(
  'engine_pick_preempted',
  `
SELECT DISTINCT task.task_id, task.dispatch_no
  FROM unnest($2::text[], $3::int[], $4::int[]) AS preemption(agent_id, below_priority, count)
 CROSS JOIN LATERAL (
   SELECT task_id, dispatch_no
     FROM tasks
    WHERE team = $1 AND status = 'queued' AND priority > preemption.below_priority
      AND (preemption.agent_id IS NULL OR agent_id = preemption.agent_id)
    ORDER BY priority DESC, submit_no DESC
    LIMIT preemption.count) AS task`,
);
