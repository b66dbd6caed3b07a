import { statement } from '../../../database/statement';

/**
 * Notes what tasks wait for. A task that waits once more remembers which answers it has had: they are no news.
 *
 * $1 uuid[]    tasks
 * $2 int[]     attempts that ended by waiting
 * $3 text[]    reasons
 * $4 text[]    hashes of the tokens that callbacks come with; of any other wait its own name
 * $5 text[]    sealed secrets that sign them, or null
 * $6 float8[]  seconds until the wait is over
 */
export const INSERT_WAITS = statement<
  [
    readonly string[],
    readonly number[],
    readonly string[],
    readonly string[],
    readonly (string | null)[],
    readonly number[],
  ]
>(
  'engine_insert_waits',
  `
INSERT INTO task_waits AS kept (task_id, lease_no, reason, token_hash, sealed_secret, expires_at)
SELECT task_id, lease_no, reason, token_hash, sealed_secret, now() + make_interval(secs => seconds)
  FROM unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::text[], $6::float8[])
       AS wait(task_id, lease_no, reason, token_hash, sealed_secret, seconds)
    ON CONFLICT (task_id) DO UPDATE
   SET lease_no = excluded.lease_no, reason = excluded.reason, token_hash = excluded.token_hash,
       sealed_secret = excluded.sealed_secret, expires_at = excluded.expires_at, answered_at = NULL`,
);
