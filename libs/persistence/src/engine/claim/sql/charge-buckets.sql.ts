import { statement } from '../../../database/statement';

/**
 * Writes the buckets back after the tokens of a batch were taken.
 *
 * $1 text[]    agents
 * $2 float8[]  tokens left
 * $3 float8[]  the time of those tokens, in milliseconds
 */
export const CHARGE_BUCKETS = statement<[readonly string[], readonly number[], readonly number[]], never>(
  'engine_charge_buckets',
  `
UPDATE agent_limits AS limits
   SET rate_tokens = charged.tokens, rate_refilled_at = to_timestamp(charged.at_ms / 1000)
  FROM unnest($1::text[], $2::float8[], $3::float8[]) AS charged(agent_id, tokens, at_ms)
 WHERE limits.agent_id = charged.agent_id`,
);
