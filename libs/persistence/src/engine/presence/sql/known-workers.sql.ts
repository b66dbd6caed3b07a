import { statement } from '../../../database/statement';

/** Workers that are not given up yet. */
export const KNOWN_WORKERS = statement<[], { worker_id: string; team: string; silent_ms: number; heard_at: string }>(
  'engine_known_workers',
  `
SELECT worker_id, team, (extract(epoch FROM now() - last_heartbeat_at) * 1000)::float8 AS silent_ms,
       last_heartbeat_at::text AS heard_at
  FROM workers WHERE status <> 'gone'`,
);
