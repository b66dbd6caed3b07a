import { statement } from '../../../database/statement';

/**
 * How many waiting tasks of its team go before a task: those of a more urgent priority, and those of its own that were
 * submitted earlier. Walks the team's lanes by jumping through the index, so that a long lane costs at most $2 entries.
 * No row when the task does not wait.
 *
 * $1 uuid task · $2 int counting stops here
 */
export const QUEUE_POSITION = statement<[string, number], { ahead: number }>(
  'task_queue_position',
  `
WITH RECURSIVE subject AS (
  SELECT team, priority, submit_no FROM tasks WHERE task_id = $1 AND status IN ('pending', 'queued')
), lane AS (
  (SELECT head.agent_id, head.tenant, head.priority
     FROM subject
    CROSS JOIN LATERAL (
      SELECT agent_id, tenant, priority FROM tasks
       WHERE team = subject.team AND status = 'pending'
       ORDER BY agent_id, tenant, priority
       LIMIT 1) AS head)
  UNION ALL
  SELECT next.agent_id, next.tenant, next.priority
    FROM lane
   CROSS JOIN subject
   CROSS JOIN LATERAL (
     SELECT agent_id, tenant, priority FROM tasks
      WHERE team = subject.team AND status = 'pending'
        AND (agent_id, tenant, priority) > (lane.agent_id, lane.tenant, lane.priority)
      ORDER BY agent_id, tenant, priority
      LIMIT 1) AS next
), waiting AS (
  SELECT 1
    FROM lane
   CROSS JOIN subject
   CROSS JOIN LATERAL (
     SELECT 1 FROM tasks
      WHERE team = subject.team AND status = 'pending' AND agent_id = lane.agent_id AND tenant = lane.tenant
        AND priority = lane.priority
        AND submit_no < CASE WHEN lane.priority < subject.priority THEN 9223372036854775807
                             WHEN lane.priority = subject.priority THEN subject.submit_no ELSE 0 END
      LIMIT $2) AS ahead
   UNION ALL
  SELECT 1
    FROM subject
    JOIN tasks AS task ON task.team = subject.team AND task.status = 'queued'
   WHERE (task.priority, task.submit_no) < (subject.priority, subject.submit_no)
)
SELECT (SELECT count(*) FROM (SELECT 1 FROM waiting LIMIT $2) AS bounded)::int AS ahead FROM subject`,
);
