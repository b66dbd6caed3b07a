import { statement } from '../../database/statement';

/** What a group of attempts used, and what all groups together did. What the attempts were not grouped by is null. */
export interface UsageGroupRow {
  readonly agent_id: string | null;
  readonly user_id: string | null;
  readonly user_email: string | null;
  readonly tenant: string | null;
  readonly day: string | null;
  readonly attempts: number;
  readonly input_tokens: number;
  readonly output_tokens: number;
  /** Of the attempts whose cost is known. */
  readonly cost_micro_usd: number;
  /** Attempts on models without a price. */
  readonly unpriced_attempts: number;
  readonly all_groups: number;
  readonly all_attempts: number;
  readonly all_input_tokens: number;
  readonly all_output_tokens: number;
  readonly all_cost_micro_usd: number;
  readonly all_unpriced_attempts: number;
}

type Parameters = [
  since: Date,
  until: Date,
  tenant: string | null,
  owner: string | null,
  byAgent: boolean,
  byUser: boolean,
  byTenant: boolean,
  byDay: boolean,
  limit: number,
];

/**
 * Sums up what attempts used that ended in a period: the newest days first, then the costliest groups. Days are those of UTC.
 *
 * $1 timestamptz from · $2 timestamptz to, exclusive · $3 text only this tenant, or null · $4 uuid only this submitter, or
 * null · $5–$8 bool group by agent, user, tenant, day · $9 int so many groups at most
 */
export const SUM_USAGE = statement<Parameters, UsageGroupRow>(
  'sum_usage',
  `
WITH used AS (
  SELECT CASE WHEN $5::bool THEN attempt.agent_id END AS agent_id,
         CASE WHEN $6::bool THEN task.submitted_by END AS user_id,
         CASE WHEN $6::bool THEN task.submitted_by_email END AS user_email,
         CASE WHEN $7::bool THEN attempt.tenant END AS tenant,
         CASE WHEN $8::bool THEN (attempt.finished_at AT TIME ZONE 'UTC')::date::text END AS day,
         coalesce((attempt.usage ->> 'input_tokens')::bigint, 0) AS input_tokens,
         coalesce((attempt.usage ->> 'output_tokens')::bigint, 0) AS output_tokens,
         (attempt.usage ->> 'cost_micro_usd')::bigint AS cost_micro_usd
    FROM task_history AS attempt
    JOIN tasks AS task USING (task_id)
   WHERE attempt.usage IS NOT NULL AND attempt.finished_at >= $1 AND attempt.finished_at < $2
     AND ($3::text IS NULL OR attempt.tenant = $3)
     AND ($4::uuid IS NULL OR task.submitted_by = $4)
), summed AS (
  SELECT agent_id, user_id, max(user_email) AS user_email, tenant, day, count(*) AS attempts,
         sum(input_tokens) AS input_tokens, sum(output_tokens) AS output_tokens,
         coalesce(sum(cost_micro_usd), 0) AS cost_micro_usd,
         count(*) FILTER (WHERE cost_micro_usd IS NULL) AS unpriced_attempts
    FROM used
   GROUP BY agent_id, user_id, tenant, day
)
SELECT agent_id, user_id, user_email, tenant, day, attempts::float8, input_tokens::float8, output_tokens::float8,
       cost_micro_usd::float8, unpriced_attempts::float8,
       count(*) OVER ()::float8 AS all_groups, sum(attempts) OVER ()::float8 AS all_attempts,
       sum(input_tokens) OVER ()::float8 AS all_input_tokens, sum(output_tokens) OVER ()::float8 AS all_output_tokens,
       sum(cost_micro_usd) OVER ()::float8 AS all_cost_micro_usd,
       sum(unpriced_attempts) OVER ()::float8 AS all_unpriced_attempts
  FROM summed
 ORDER BY day DESC NULLS LAST, cost_micro_usd DESC, input_tokens DESC, agent_id, user_id, tenant
 LIMIT $9`,
);
