import { statement } from '../../database/statement';

/**
 * $1 text agent · $2 int concurrency · $3 float8 rate per second · $4 float8 burst · $5 jsonb overridden
 */
export const CHANGE_LIMITS = statement<[string, number | null, number | null, number | null, string]>(
  'agent_change_limits',
  `
UPDATE agent_limits
   SET max_concurrent_tasks = $2, rate_per_second = $3, rate_burst = $4::float8, overridden = $5::jsonb,
       rate_tokens = CASE WHEN rate_burst IS NULL THEN coalesce($4::float8, 0)
                          ELSE least(rate_tokens, coalesce($4::float8, 0)) END,
       row_version = row_version + 1
 WHERE agent_id = $1`,
);

/** $1 text agent · $2 boolean paused · $3 text by whom, or null */
export const SET_PAUSED = statement<[string, boolean, string | null]>(
  'agent_set_paused',
  `
UPDATE agent_limits
   SET paused = $2, paused_by = CASE WHEN $2 THEN $3::text END, paused_at = CASE WHEN $2 THEN now() END,
       row_version = row_version + 1
 WHERE agent_id = $1 AND paused <> $2`,
);
