import { statement } from '../../database/statement';

export interface KeyRow {
  readonly principal: string;
  readonly route: string;
  readonly key: string;
}

type Texts = readonly string[];

/**
 * Takes the keys that nobody has taken. Waits for a concurrent transaction that is inserting the same key. In key order,
 * so that two batches never wait for each other.
 *
 * $1 uuid[] principals · $2 text[] routes · $3 text[] keys · $4 text[] body hashes
 */
export const CLAIM_KEYS = statement<[Texts, Texts, Texts, Texts], KeyRow>(
  'idempotency_claim',
  `
INSERT INTO idempotency_keys (principal, route, key, body_hash, state)
SELECT principal, route, key, body_hash, 'in_flight'
  FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) AS wanted(principal, route, key, body_hash)
 ORDER BY principal, route, key
    ON CONFLICT DO NOTHING
RETURNING principal, route, key`,
);
