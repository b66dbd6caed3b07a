import { statement } from '../../database/statement';

/** What stands on the broker; windows keep it few. Ages in seconds. */
export const FIND_QUEUED = statement<[], { task_id: string; team: string; queued_age: number }>(
  'verify_find_queued',
  `
SELECT task_id, team, coalesce(extract(epoch FROM now() - queued_at), 0)::float8 AS queued_age
  FROM tasks
 WHERE status = 'queued'
 ORDER BY queued_at`,
);
