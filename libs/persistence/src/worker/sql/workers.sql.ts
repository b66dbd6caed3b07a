import { statement } from '../../database/statement';
import type { WorkerRow } from '../worker-row';

const COLUMNS = `
  worker.worker_id, worker.team, worker.host, worker.pid, worker.version, worker.slots, worker.busy, worker.status,
  worker.drain_requested_at, worker.started_at, worker.last_heartbeat_at, worker.offers,
  worker.status <> 'gone' AND worker.last_heartbeat_at > now() - interval '15 seconds' AS alive,
  ARRAY(SELECT task.task_id FROM tasks AS task
         WHERE task.team = worker.team AND task.worker_id = worker.worker_id AND task.status IN ('claimed', 'running')
         ORDER BY task.started_at) AS current_task_ids`;

/**
 * Workers that are there or were a short while ago.
 *
 * $1 text worker, or null for all · $2 text team, or null for all
 */
export const READ_WORKERS = statement<[string | null, string | null], WorkerRow>(
  'worker_read',
  `
SELECT ${COLUMNS}
  FROM workers AS worker
 WHERE ($1::text IS NULL OR worker.worker_id = $1) AND ($2::text IS NULL OR worker.team = $2)
 ORDER BY worker.team, worker.started_at, worker.worker_id`,
);

/**
 * The worker hears of it with its next heartbeat.
 *
 * $1 text  worker
 */
export const REQUEST_DRAIN = statement<[string], { worker_id: string; team: string }>(
  'worker_request_drain',
  `
UPDATE workers
   SET drain_requested_at = coalesce(drain_requested_at, now())
 WHERE worker_id = $1 AND status <> 'gone'
RETURNING worker_id, team`,
);
