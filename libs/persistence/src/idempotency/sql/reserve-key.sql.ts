import { statement } from '../../database/statement';

/** $1 uuid principal · $2 text route · $3 text key */
export const RELEASE_KEY = statement<[string, string, string]>(
  'idempotency_release',
  `DELETE FROM idempotency_keys WHERE principal = $1 AND route = $2 AND key = $3 AND state = 'in_flight'`,
);

/**
 * Takes a key whose holder has not finished for too long.
 *
 * $1 uuid principal · $2 text route · $3 text key · $4 text body hash · $5 int seconds
 */
export const TAKE_OVER_KEY = statement<[string, string, string, string, number]>(
  'idempotency_take_over',
  `
UPDATE idempotency_keys
   SET created_at = now()
 WHERE principal = $1 AND route = $2 AND key = $3 AND body_hash = $4 AND state = 'in_flight'
   AND created_at < now() - make_interval(secs => $5)`,
);
