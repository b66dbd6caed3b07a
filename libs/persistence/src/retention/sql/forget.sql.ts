import { TERMINAL_STATUSES } from '@cadre/domain';
import { statement } from '../../database/statement';

const ENDED = TERMINAL_STATUSES.map((status) => `'${status}'`).join(', ');

/** $1 float8 hours · $2 int at most so many */
export const FORGET_IDEMPOTENCY_KEYS = statement<[number, number]>(
  'retention_idempotency',
  `
DELETE FROM idempotency_keys
 WHERE ctid = ANY (ARRAY(SELECT ctid FROM idempotency_keys
                          WHERE created_at < now() - make_interval(secs => $1 * 3600) ORDER BY created_at LIMIT $2))`,
);

/** Whether a run, or one that it stands in, goes on or ended fewer than $1 days ago: it may be retried with what it has. */
const isYoung = (workflowId: string): string => `EXISTS (
         WITH RECURSIVE around AS (
           SELECT parent_workflow_id, completed_at FROM workflows WHERE workflow_id = ${workflowId}
            UNION ALL
           SELECT outer_run.parent_workflow_id, outer_run.completed_at
             FROM around JOIN workflows AS outer_run ON outer_run.workflow_id = around.parent_workflow_id)
         SELECT 1 FROM around
          WHERE completed_at IS NULL OR completed_at >= now() - make_interval(secs => $1 * 86400))`;

/**
 * Results expire; the task's row stays and says so. Those of a run's steps expire with what the run put out.
 *
 * $1 float8 days · $2 int at most so many
 */
export const FORGET_RESULTS = statement<[number, number]>(
  'retention_results',
  `
DELETE FROM task_payloads
 WHERE kind = 'result'
   AND task_id = ANY (ARRAY(SELECT task_id FROM task_payloads AS payload
                             WHERE kind = 'result' AND created_at < now() - make_interval(secs => $1 * 86400)
                               AND NOT EXISTS (SELECT 1 FROM tasks WHERE tasks.task_id = payload.task_id
                                                  AND tasks.workflow_id IS NOT NULL AND ${isYoung('tasks.workflow_id')})
                             ORDER BY created_at LIMIT $2))`,
);

/**
 * What ended runs and their steps put out: results under another name. The rows stay, and the run says so.
 *
 * $1 float8 days since the end · $2 int at most so many
 */
export const FORGET_OUTPUTS = statement<[number, number]>(
  'retention_outputs',
  `
WITH expired AS MATERIALIZED (
  SELECT workflow_id FROM workflows AS run
   WHERE completed_at < now() - make_interval(secs => $1 * 86400) AND outputs_expired_at IS NULL
     AND NOT ${isYoung('run.parent_workflow_id')}
   ORDER BY completed_at
   LIMIT $2
     FOR NO KEY UPDATE SKIP LOCKED
), steps AS (
  UPDATE workflow_steps SET sealed_output = NULL
   WHERE workflow_id IN (SELECT workflow_id FROM expired) AND sealed_output IS NOT NULL
)
UPDATE workflows SET sealed_output = NULL, outputs_expired_at = now()
 WHERE workflow_id IN (SELECT workflow_id FROM expired)`,
);

/**
 * Finished tasks with what hangs on them, except while a dead letter or their run is open. The id's time only narrows the search.
 *
 * $1 uuid only ids below · $2 float8 days since the end · $3 int at most so many
 */
export const FORGET_TASKS = statement<[string, number, number]>(
  'retention_tasks',
  `
WITH gone AS MATERIALIZED (
  SELECT task_id FROM tasks AS task
   WHERE task_id < $1 AND completed_at < now() - make_interval(secs => $2 * 86400)
     AND NOT EXISTS (SELECT 1 FROM dlq_tasks AS dead WHERE dead.task_id = task.task_id AND dead.state = 'open')
     AND NOT EXISTS (SELECT 1 FROM workflows AS run
                      WHERE run.workflow_id = task.workflow_id AND run.completed_at IS NULL)
   ORDER BY task_id
   LIMIT $3
     FOR UPDATE SKIP LOCKED
), payloads AS (
  DELETE FROM task_payloads WHERE task_id IN (SELECT task_id FROM gone)
), lines AS (
  DELETE FROM task_logs WHERE task_id IN (SELECT task_id FROM gone)
), points AS (
  DELETE FROM checkpoints WHERE task_id IN (SELECT task_id FROM gone)
), waits AS (
  DELETE FROM task_waits WHERE task_id IN (SELECT task_id FROM gone)
), questions AS (
  DELETE FROM approvals WHERE task_id IN (SELECT task_id FROM gone)
)
DELETE FROM tasks WHERE task_id IN (SELECT task_id FROM gone)`,
);

/**
 * Finished runs with everything of theirs, children before the run around them, and never before their tasks: one whose
 * dead letter is open stays. A run may be retried as long as it is there, with all that belongs to it: a child goes only
 * when every run around it is old enough, too.
 *
 * $1 float8 days since the end · $2 int at most so many
 */
export const FORGET_RUNS = statement<[number, number]>(
  'retention_runs',
  `
WITH gone AS MATERIALIZED (
  SELECT workflow_id FROM workflows AS run
   WHERE completed_at < now() - make_interval(secs => $1 * 86400)
     AND NOT EXISTS (SELECT 1 FROM tasks WHERE tasks.workflow_id = run.workflow_id)
     AND NOT EXISTS (SELECT 1 FROM workflows AS child WHERE child.parent_workflow_id = run.workflow_id)
     AND NOT ${isYoung('run.parent_workflow_id')}
   ORDER BY completed_at
   LIMIT $2
     FOR UPDATE SKIP LOCKED
), steps AS (
  DELETE FROM workflow_steps WHERE workflow_id IN (SELECT workflow_id FROM gone)
), events AS (
  DELETE FROM workflow_events WHERE workflow_id IN (SELECT workflow_id FROM gone)
), signals AS (
  DELETE FROM workflow_signals WHERE workflow_id IN (SELECT workflow_id FROM gone)
), words AS (
  DELETE FROM workflow_inbox WHERE workflow_id IN (SELECT workflow_id FROM gone)
)
DELETE FROM workflows WHERE workflow_id IN (SELECT workflow_id FROM gone)`,
);

/** $1 float8 days · $2 int at most so many */
export const FORGET_HISTORY = statement<[number, number]>(
  'retention_history',
  `
DELETE FROM task_history
 WHERE ctid = ANY (ARRAY(SELECT ctid FROM task_history
                          WHERE finished_at < now() - make_interval(secs => $1 * 86400) ORDER BY finished_at LIMIT $2))`,
);

/**
 * Dead letters that were settled.
 *
 * $1 float8 days since the failure · $2 int at most so many
 */
export const FORGET_DEAD_LETTERS = statement<[number, number]>(
  'retention_dead_letters',
  `
DELETE FROM dlq_tasks
 WHERE ctid = ANY (ARRAY(SELECT ctid FROM dlq_tasks
                          WHERE failed_at < now() - make_interval(secs => $1 * 86400) AND state <> 'open'
                          ORDER BY failed_at LIMIT $2))`,
);

/** $1 float8 days after the expiry · $2 int at most so many */
export const FORGET_REFRESH_TOKENS = statement<[number, number]>(
  'retention_refresh_tokens',
  `
DELETE FROM refresh_tokens
 WHERE ctid = ANY (ARRAY(SELECT ctid FROM refresh_tokens
                          WHERE expires_at < now() - make_interval(secs => $1 * 86400) ORDER BY expires_at LIMIT $2))`,
);

/** $1 float8 days without a word · $2 int at most so many */
export const FORGET_WORKERS = statement<[number, number]>(
  'retention_workers',
  `
DELETE FROM workers
 WHERE ctid = ANY (ARRAY(SELECT ctid FROM workers
                          WHERE last_heartbeat_at < now() - make_interval(secs => $1 * 86400) LIMIT $2))`,
);

/**
 * Firings, but for those that still wait. Their schedules go on from where they are, not from what they did.
 *
 * $1 float8 days · $2 int at most so many
 */
export const FORGET_SCHEDULE_RUNS = statement<[number, number]>(
  'retention_schedule_runs',
  `
DELETE FROM schedule_runs
 WHERE ctid = ANY (ARRAY(SELECT ctid FROM schedule_runs
                          WHERE fired_at < now() - make_interval(secs => $1 * 86400) AND status <> 'queued'
                          ORDER BY fired_at LIMIT $2))`,
);

/**
 * Events in the default partition whose task is gone.
 *
 * $1 uuid only ids below · $2 int at most so many
 */
export const FORGET_STRAY_EVENTS = statement<[string, number]>(
  'retention_stray_events',
  `
DELETE FROM task_events_default
 WHERE ctid = ANY (ARRAY(SELECT event.ctid FROM task_events_default AS event
                          WHERE event.task_id < $1
                            AND NOT EXISTS (SELECT 1 FROM tasks WHERE tasks.task_id = event.task_id)
                          LIMIT $2))`,
);

/**
 * What is known about files that are past their time. Their contents go later, when no other file has the same. A file
 * stays that a task which has not ended, one that may be run again out of its dead letter, or a schedule begins with.
 *
 * $1 float8 days · $2 int at most so many
 */
export const FORGET_ARTIFACTS = statement<[number, number]>(
  'retention_artifacts',
  `
WITH needed AS MATERIALIZED (
  SELECT unnest(input_artifacts) AS artifact_id FROM tasks
   WHERE cardinality(input_artifacts) > 0
     AND (status NOT IN (${ENDED})
          OR EXISTS (SELECT 1 FROM dlq_tasks AS dead WHERE dead.task_id = tasks.task_id AND dead.state = 'open'))
   UNION ALL
  SELECT unnest(input_artifacts) FROM scheduled_tasks WHERE cardinality(input_artifacts) > 0 AND status <> 'completed'
)
DELETE FROM artifacts
 WHERE artifact_id = ANY (ARRAY(SELECT artifact_id FROM artifacts AS old
                                 WHERE created_at < now() - make_interval(secs => $1 * 86400)
                                   AND NOT EXISTS (SELECT 1 FROM needed WHERE needed.artifact_id = old.artifact_id)
                                 ORDER BY created_at LIMIT $2))`,
);
