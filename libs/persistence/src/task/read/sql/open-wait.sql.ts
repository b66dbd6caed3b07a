import { statement } from '../../../database/statement';

/** What a task waits for that somebody outside has to bring. */
export interface OpenWaitRow {
  readonly reason: 'callback' | 'approval';
  readonly expires_at: Date;
  /** Of what people are asked; null while it is a service that is waited for. */
  readonly approval_id: string | null;
  readonly tool: string | null;
}

/** $1 uuid task */
export const OPEN_WAIT = statement<[string], OpenWaitRow>(
  'task_open_wait',
  `
SELECT wait.reason, wait.expires_at, approval.approval_id, approval.tool
  FROM task_waits AS wait
  JOIN tasks AS task USING (task_id)
  LEFT JOIN approvals AS approval ON approval.task_id = wait.task_id AND approval.lease_no = wait.lease_no
 WHERE wait.task_id = $1 AND task.status = 'waiting' AND wait.lease_no = task.lease_no`,
);
