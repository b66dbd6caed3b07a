import { statement } from '../../../database/statement';

export interface QueueSurveyRow {
  readonly team: string;
  readonly agent_id: string;
  readonly priority: number;
  readonly kind: 'scheduled' | 'pending' | 'queued' | 'claimed' | 'running' | 'retry' | 'finished';
  readonly count: number;
  /** The part of them that is due within a minute; 0 for what is due. */
  readonly due_soon: number;
  /** Waiting: since when the first is due. Finished: since when they were counted. */
  readonly since_seconds: number;
  readonly avg_wait_seconds: number | null;
}

/**
 * Counts everything that is not finished, and the attempts of the last minute. The backlog is counted in the dispatch
 * index alone; its oldest task is the one submitted first.
 *
 * $1 int  finished attempts at most; beyond, the pace is that of the latest
 */
export const SURVEY_QUEUES = statement<[number], QueueSurveyRow>(
  'engine_survey_queues',
  `
WITH backlog AS (
  SELECT team, agent_id, priority, count(*)::int AS count, min(submit_no) AS head
    FROM tasks WHERE status = 'pending'
   GROUP BY team, agent_id, priority
), recent AS (
  SELECT task_id, queue_wait_ms, finished_at
    FROM task_history WHERE finished_at > now() - interval '1 minute'
   ORDER BY finished_at DESC
   LIMIT $1
)
SELECT backlog.team, backlog.agent_id, backlog.priority, 'pending' AS kind, backlog.count, 0 AS due_soon,
       extract(epoch FROM now() - first.available_at)::float8 AS since_seconds, NULL::float8 AS avg_wait_seconds
  FROM backlog
  LEFT JOIN task_listing AS listed ON listed.submit_no = backlog.head
  LEFT JOIN tasks AS first ON first.task_id = listed.task_id
UNION ALL
SELECT team, agent_id, priority, status, count(*)::int, 0, extract(epoch FROM now() - min(available_at))::float8, NULL
  FROM tasks WHERE status IN ('queued', 'claimed', 'running')
 GROUP BY team, agent_id, priority, status
UNION ALL
SELECT team, agent_id, priority, status, count(*)::int,
       count(*) FILTER (WHERE available_at <= now() + interval '1 minute')::int, 0, NULL
  FROM tasks WHERE status IN ('scheduled', 'retry')
 GROUP BY team, agent_id, priority, status
UNION ALL
SELECT task.team, task.agent_id, task.priority, 'finished', count(*)::int, 0,
       (SELECT CASE WHEN count(*) < $1 THEN 60 ELSE extract(epoch FROM now() - min(finished_at)) END FROM recent)::float8,
       (avg(recent.queue_wait_ms) / 1000)::float8
  FROM recent JOIN tasks AS task USING (task_id)
 GROUP BY task.team, task.agent_id, task.priority`,
);
