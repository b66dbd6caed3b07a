import { statement } from '../../database/statement';
import type { KeyRow } from './claim-keys.sql';

export interface StoredKeyRow extends KeyRow {
  readonly body_hash: string;
  readonly state: 'in_flight' | 'done';
  readonly status_code: number | null;
  readonly sealed_answer: string | null;
  readonly location: string | null;
}

type Texts = readonly string[];

/**
 * What stands under keys that were taken before.
 *
 * $1 uuid[] principals · $2 text[] routes · $3 text[] keys
 */
export const READ_KEYS = statement<[Texts, Texts, Texts], StoredKeyRow>(
  'idempotency_read',
  `
SELECT stored.principal, stored.route, stored.key, stored.body_hash, stored.state, stored.status_code,
       stored.sealed_answer, stored.location
  FROM idempotency_keys AS stored
  JOIN unnest($1::uuid[], $2::text[], $3::text[]) AS wanted(principal, route, key) USING (principal, route, key)`,
);
