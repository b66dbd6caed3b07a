import { statement } from '../../../database/statement';

export interface QueuedTeamRow {
  readonly team: string;
  readonly oldest_queued_at_ms: number;
  readonly now_ms: number;
  readonly paused: boolean;
  readonly others_flow: boolean;
}

/**
 * The teams that have tasks on the broker, whether some of these belong to a paused agent, whether something was started
 * after the oldest of them was queued, and the database's time.
 *
 * $1 text[]  teams
 */
export const SURVEY_QUEUED = statement<[readonly string[]], QueuedTeamRow>(
  'engine_survey_queued',
  `
SELECT task.team, (extract(epoch FROM min(task.queued_at)) * 1000)::float8 AS oldest_queued_at_ms,
       (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now_ms,
       coalesce(bool_or(limits.paused), false) AS paused,
       coalesce((SELECT max(started_at) FROM tasks AS running
                  WHERE running.team = task.team AND running.status IN ('claimed', 'running')) > min(task.queued_at),
                false) AS others_flow
  FROM tasks AS task
  LEFT JOIN agent_limits AS limits ON limits.agent_id = task.agent_id
 WHERE task.status = 'queued' AND task.team = ANY ($1)
 GROUP BY task.team`,
);
