import { statement } from '../../database/statement';

type Texts = readonly string[];

/**
 * Keeps the answers of keys this transaction holds.
 *
 * $1 uuid[] principals · $2 text[] routes · $3 text[] keys · $4 int[] status codes · $5 text[] sealed answers
 * $6 text[] locations
 */
export const FINISH_KEYS = statement<[Texts, Texts, Texts, readonly number[], Texts, readonly (string | null)[]]>(
  'idempotency_finish',
  `
UPDATE idempotency_keys AS stored
   SET state = 'done', status_code = done.status_code, sealed_answer = done.sealed_answer, location = done.location
  FROM unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::text[], $6::text[])
       AS done(principal, route, key, status_code, sealed_answer, location)
 WHERE (stored.principal, stored.route, stored.key) = (done.principal, done.route, done.key)
   AND stored.state = 'in_flight'`,
);
