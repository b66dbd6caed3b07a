import { statement } from '../../../database/statement';

export interface ProviderKeyRow {
  readonly key_id: string;
  readonly worker_id: string;
  readonly team: string;
  readonly wanted_per_minute: number;
  /** How long this worker's pause of the key still lasts; 0 if it does not. */
  readonly paused_ms: number;
  /** False for a worker that is not heard any more, and whose pause still stands. */
  readonly live: boolean;
}

type Column<T> = readonly T[];

/**
 * Notes what workers say of their providers' keys, and answers with everybody who draws on these keys. A pause counts once:
 * a word that was heard before, or comes late, does not prolong it. What has become meaningless is forgotten.
 *
 * $1 text[]    keys
 * $2 text[]    workers; each pair of key and worker once
 * $3 text[]    their teams
 * $4 float8[]  requests per minute they could use
 * $5 int8[]    number of their latest pause, rising
 * $6 float8[]  for how many ms it lasts from now on
 * $7 float8    seconds after which a silent worker counts as gone
 */
export const NOTE_PROVIDER_KEYS = statement<
  [Column<string>, Column<string>, Column<string>, Column<number>, Column<number>, Column<number>, number],
  ProviderKeyRow
>(
  'engine_note_provider_keys',
  `
WITH beat AS MATERIALIZED (
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::float8[], $5::int8[], $6::float8[])
                AS said(key_id, worker_id, team, wanted, pause_no, pause_ms)
), noted AS (
  INSERT INTO provider_keys AS known (key_id, worker_id, team, wanted_per_minute, heard_at, pause_no, paused_until)
  SELECT key_id, worker_id, team, wanted, now(), pause_no, now() + make_interval(secs => pause_ms / 1000)
    FROM beat
   ORDER BY key_id, worker_id
      ON CONFLICT (key_id, worker_id) DO UPDATE
     SET team = excluded.team, wanted_per_minute = excluded.wanted_per_minute, heard_at = excluded.heard_at,
         pause_no = greatest(known.pause_no, excluded.pause_no),
         paused_until = CASE WHEN excluded.pause_no > known.pause_no
                             THEN greatest(known.paused_until, excluded.paused_until) ELSE known.paused_until END
  RETURNING key_id, worker_id, team, wanted_per_minute, paused_until, true AS live
), others AS (
  SELECT key_id, worker_id, team, wanted_per_minute, paused_until, heard_at > now() - make_interval(secs => $7) AS live
    FROM provider_keys
   WHERE key_id = ANY ($1) AND (key_id, worker_id) NOT IN (SELECT key_id, worker_id FROM beat)
), forgotten AS (
  DELETE FROM provider_keys
   WHERE heard_at < now() - interval '1 hour' AND paused_until < now()
     AND (key_id, worker_id) NOT IN (SELECT key_id, worker_id FROM beat)
)
SELECT key_id, worker_id, team, wanted_per_minute, live,
       greatest(0, extract(epoch FROM paused_until - now()) * 1000)::float8 AS paused_ms
  FROM (SELECT * FROM noted UNION ALL SELECT * FROM others) AS known
 WHERE live OR paused_until > now()
 ORDER BY key_id, worker_id`,
);
