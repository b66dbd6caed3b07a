import { statement } from '../../database/statement';

export const COUNT_STEPS = statement<[], { steps: number }>(
  'verify_count_steps',
  `SELECT (SELECT count(*) FROM workflow_steps)::int AS steps`,
);

/** $1 float8 seconds: runs with rows older than that */
export const SURVEY_INBOX = statement<[number], { workflow_id: string; rows: number; age: number }>(
  'verify_survey_inbox',
  `
SELECT workflow_id, count(*)::int AS rows, extract(epoch FROM now() - min(created_at))::float8 AS age
  FROM workflow_inbox
 GROUP BY workflow_id
HAVING min(created_at) < now() - make_interval(secs => $1)`,
);

export interface BrokenRow {
  readonly workflow_id: string;
  readonly task_id: string | null;
  readonly path: string | null;
  readonly problem: string;
}

/**
 * Steps that do not follow, tasks and children that nobody waits for, and runs that stand still.
 *
 * $1 float8 seconds a run may have nothing to wait for
 */
export const FIND_BROKEN_RUNS = statement<[number], BrokenRow>(
  'verify_broken_runs',
  `
SELECT step.workflow_id, step.task_id, step.path, 'has no run' AS problem
  FROM workflow_steps AS step
 WHERE NOT EXISTS (SELECT 1 FROM workflows AS run WHERE run.workflow_id = step.workflow_id)
UNION ALL
SELECT task.workflow_id, task.task_id, task.workflow_path, 'a task was made that the run does not know'
  FROM tasks AS task
 WHERE task.workflow_id IS NOT NULL
   AND NOT EXISTS (SELECT 1 FROM workflow_steps AS step
                    WHERE step.workflow_id = task.workflow_id AND step.path = task.workflow_path
                      AND step.attempt >= task.workflow_attempt)
UNION ALL
SELECT run.workflow_id, task.task_id, task.workflow_path, 'the run is ' || run.status || ', its task ' || task.status
  FROM workflows AS run JOIN tasks AS task ON task.workflow_id = run.workflow_id
 WHERE run.completed_at IS NOT NULL AND task.completed_at IS NULL
UNION ALL
SELECT run.workflow_id, step.task_id, step.path, 'the run is ' || run.status || ', its step ' || step.status
  FROM workflows AS run JOIN workflow_steps AS step ON step.workflow_id = run.workflow_id
 WHERE run.completed_at IS NOT NULL AND step.status IN ('running', 'waiting')
UNION ALL
SELECT child.workflow_id, NULL, NULL, 'the run around it is ' || parent.status || ', it is ' || child.status
  FROM workflows AS child JOIN workflows AS parent ON parent.workflow_id = child.parent_workflow_id
 WHERE parent.completed_at IS NOT NULL AND child.completed_at IS NULL
UNION ALL
SELECT child.workflow_id, NULL, NULL, 'the run around it is gone'
  FROM workflows AS child
 WHERE child.parent_workflow_id IS NOT NULL
   AND NOT EXISTS (SELECT 1 FROM workflow_steps AS step
                    WHERE step.workflow_id = child.parent_workflow_id AND step.path = child.parent_path
                      AND step.child_workflow_id = child.workflow_id)
UNION ALL
SELECT step.workflow_id, step.task_id, step.path, 'started before ' || before.path || ' was done'
  FROM workflow_steps AS step
 CROSS JOIN LATERAL unnest(step.follows) AS follows(path)
  JOIN workflow_steps AS before ON before.workflow_id = step.workflow_id AND before.path = follows.path
 WHERE step.started_at IS NOT NULL AND step.status NOT IN ('pending', 'skipped')
   AND (before.completed_at IS NULL OR before.completed_at > step.started_at) AND before.attempt = 1 AND step.attempt = 1
UNION ALL
SELECT step.workflow_id, task.task_id, step.path, 'is running, its task is ' || task.status
  FROM workflow_steps AS step JOIN tasks AS task ON task.task_id = step.task_id
 WHERE step.status = 'running' AND task.completed_at < now() - make_interval(secs => $1)
UNION ALL
SELECT run.workflow_id, NULL, NULL, 'stands still: nothing of it runs or waits'
  FROM workflows AS run
 WHERE run.completed_at IS NULL AND run.paused_at IS NULL AND run.updated_at < now() - make_interval(secs => $1)
   AND NOT EXISTS (SELECT 1 FROM workflow_steps AS step
                    WHERE step.workflow_id = run.workflow_id AND step.status IN ('running', 'waiting'))
   AND NOT EXISTS (SELECT 1 FROM workflow_inbox AS inbox WHERE inbox.workflow_id = run.workflow_id)`,
);
