import { statement } from '../../../database/statement';

export interface InFlightRow {
  readonly agent_id: string;
  readonly tenant: string;
  /** Null for what is claimed or running. */
  readonly queued_priority: number | null;
  readonly count: number;
}

/**
 * What the team has in flight. Counted, never kept in a counter: a counter that was wrong once stays wrong.
 *
 * $1 text  team
 */
export const SURVEY_IN_FLIGHT = statement<[string], InFlightRow>(
  'engine_survey_in_flight',
  `
SELECT agent_id, tenant, CASE WHEN status = 'queued' THEN priority END AS queued_priority, count(*)::int AS count
  FROM tasks
 WHERE team = $1 AND status IN ('queued', 'claimed', 'running')
 GROUP BY 1, 2, 3`,
);
