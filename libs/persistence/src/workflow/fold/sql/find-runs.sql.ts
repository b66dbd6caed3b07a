import { statement } from '../../../database/statement';

/**
 * Runs that were told something, those told first before the others, and runs with a time that has come.
 *
 * $1 int at most so many of each · $2 uuid[] but not these
 */
export const FIND_RUNS = statement<[number, readonly string[]], { workflow_id: string }>(
  'workflow_find_runs',
  `
(SELECT workflow_id FROM workflow_inbox WHERE workflow_id <> ALL ($2::uuid[])
  GROUP BY workflow_id ORDER BY min(inbox_id) LIMIT $1)
UNION
(SELECT workflow_id FROM workflow_steps
  WHERE due_at <= now() AND status IN ('running', 'waiting') AND workflow_id <> ALL ($2::uuid[]) LIMIT $1)`,
);

export interface EngineSurvey {
  /** Milliseconds until the next time a step waits for; null when none does. */
  readonly due_in_ms: number | null;
  readonly open_runs: number;
  readonly inbox: number;
}

export const SURVEY_ENGINE = statement<[], EngineSurvey>(
  'workflow_survey',
  `
SELECT (SELECT extract(epoch FROM min(due_at) - clock_timestamp()) * 1000 FROM workflow_steps
         WHERE due_at IS NOT NULL AND status IN ('running', 'waiting'))::float8 AS due_in_ms,
       (SELECT count(*) FROM workflows WHERE status NOT IN ('completed', 'failed', 'cancelled'))::int AS open_runs,
       (SELECT count(*) FROM workflow_inbox)::int AS inbox`,
);
