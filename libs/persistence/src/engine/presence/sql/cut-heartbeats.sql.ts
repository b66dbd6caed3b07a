import { statement } from '../../../database/statement';

/**
 * Lets no worker have been heard from in the future: whoever lives is heard again, and whoever does not is silent from now
 * on.
 *
 * $1 float8  seconds by which a heartbeat may seem to lie ahead
 */
export const CUT_HEARTBEATS = statement<[number], { worker_id: string }>(
  'engine_cut_heartbeats',
  `
WITH ahead AS MATERIALIZED (
  SELECT worker_id FROM workers
   WHERE status <> 'gone' AND last_heartbeat_at > now() + make_interval(secs => $1)
   ORDER BY worker_id
     FOR NO KEY UPDATE
)
UPDATE workers AS worker SET last_heartbeat_at = now()
  FROM ahead
 WHERE worker.worker_id = ahead.worker_id
RETURNING worker.worker_id`,
);
