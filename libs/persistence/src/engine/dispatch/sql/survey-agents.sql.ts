import { statement } from '../../../database/statement';

export interface AgentRow {
  readonly agent_id: string;
  readonly paused: boolean;
  readonly paused_by: string | null;
  readonly retired_at_ms: number | null;
  /** How long it is still held back; null when it is not. */
  readonly held_ms: number | null;
  readonly max_concurrent_tasks: number | null;
  readonly rate_per_second: number | null;
  readonly rate_burst: number | null;
  readonly rate_tokens: number;
  readonly refilled_at_ms: number;
  readonly now_ms: number;
}

/**
 * The limits of the team's agents that are dispatched to workers (pulled ones never are), with the database's time.
 *
 * $1 text  team
 */
export const SURVEY_AGENTS = statement<[string], AgentRow>(
  'engine_survey_agents',
  `
SELECT limits.agent_id, limits.paused, limits.paused_by, limits.max_concurrent_tasks,
       limits.rate_per_second, limits.rate_burst, limits.rate_tokens,
       (extract(epoch FROM agents.retired_at) * 1000)::float8 AS retired_at_ms,
       CASE WHEN limits.held_until > clock_timestamp()
            THEN (extract(epoch FROM limits.held_until - clock_timestamp()) * 1000)::float8 END AS held_ms,
       (extract(epoch FROM limits.rate_refilled_at) * 1000)::float8 AS refilled_at_ms,
       (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now_ms
  FROM agent_limits AS limits
  JOIN agents USING (agent_id)
 WHERE limits.team = $1 AND agents.executor <> 'external'`,
);
