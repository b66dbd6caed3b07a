import { statement } from '../../../database/statement';

/**
 * Notes the heartbeats of a batch of workers and answers which of them an operator wants to leave.
 *
 * $1 text[]    workers, each once
 * $2 text[]    teams
 * $3 text[]    hosts
 * $4 int[]     process ids
 * $5 text[]    versions
 * $6 int[]     slots
 * $7 int[]     busy slots
 * $8 text[]    statuses
 * $9 float8[]  seconds since the process started
 * $10 jsonb[]  what the worker has to offer its agents; null: not said
 */
export const UPSERT_WORKERS = statement<
  [
    readonly string[],
    readonly string[],
    readonly string[],
    readonly number[],
    readonly string[],
    readonly number[],
    readonly number[],
    readonly string[],
    readonly number[],
    readonly (string | null)[],
  ],
  { worker_id: string; drain: boolean; appeared: boolean }
>(
  'engine_upsert_workers',
  `
INSERT INTO workers AS known
       (worker_id, team, host, pid, version, slots, busy, status, started_at, last_heartbeat_at, offers)
SELECT worker_id, team, host, pid, version, slots, busy, status,
       now() - make_interval(secs => uptime), now(), offers
  FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::text[], $6::int[], $7::int[], $8::text[], $9::float8[],
              $10::jsonb[])
       AS beat(worker_id, team, host, pid, version, slots, busy, status, uptime, offers)
 ORDER BY worker_id
    ON CONFLICT (worker_id) DO UPDATE
   SET team = excluded.team, host = excluded.host, pid = excluded.pid, version = excluded.version,
       slots = excluded.slots, busy = excluded.busy, status = excluded.status,
       last_heartbeat_at = excluded.last_heartbeat_at, offers = coalesce(excluded.offers, known.offers),
       started_at = CASE WHEN known.pid = excluded.pid AND known.host = excluded.host
                         THEN known.started_at ELSE excluded.started_at END,
       drain_requested_at = CASE WHEN known.pid = excluded.pid AND known.host = excluded.host
                                 THEN known.drain_requested_at END
RETURNING worker_id, drain_requested_at IS NOT NULL AS drain, xmax = 0 AS appeared`,
);
