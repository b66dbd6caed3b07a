import { statement } from '../../../database/statement';
import { APPEND_EVENTS, EVENT_COLUMNS } from '../../sql/append-events';
import type { EventRow } from '../../sql/event-row';

type Texts = readonly (string | null)[];
type Numbers = readonly (number | null)[];

/**
 * Ends attempts: moves each task as decided, takes the lease away, appends the event and the row of the attempt. The rows
 * are locked already; the token in the guard makes a stale decision change nothing.
 *
 * $1  uuid[]    tasks
 * $2  uuid[]    lease tokens
 * $3  text[]    statuses they are in
 * $4  text[]    statuses they move to
 * $5  text[]    event types
 * $6  text[]    actors
 * $7  bool[]    counted as a failure
 * $8  float8[]  milliseconds until the next attempt; null: none is planned
 * $9  text[]    error codes
 * $10 text[]    error classes
 * $11 text[]    error messages
 * $12 text[]    event data, JSON
 * $13 text[]    outcomes of the attempts
 * $14 text[]    outcome digests
 * $15 int[]     durations in milliseconds
 * $16 int[]     milliseconds from due to started
 * $17 text[]    usage of the attempts, JSON
 * $18 text[]    usage of the tasks so far, JSON
 * $19 text[]    versions of the definitions that ran; null: the one the task was accepted with
 */
export const END_ATTEMPTS = statement<
  [
    tasks: readonly string[],
    tokens: readonly string[],
    from: readonly string[],
    to: readonly string[],
    types: readonly string[],
    actors: readonly string[],
    counted: readonly boolean[],
    delays: Numbers,
    errorCodes: Texts,
    errorClasses: Texts,
    errorMessages: Texts,
    data: Texts,
    outcomes: readonly string[],
    digests: Texts,
    durations: Numbers,
    waits: Numbers,
    attemptUsage: Texts,
    taskUsage: Texts,
    agentVersions: Texts,
  ],
  EventRow
>(
  'engine_end_attempts',
  `
WITH ended AS (
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bool[], $8::float8[],
                       $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::int[],
                       $16::int[], $17::text[], $18::text[], $19::text[])
    AS ended(task_id, lease_token, from_status, to_status, type, actor, counted, delay_ms, error_code, error_class,
             error_message, data, outcome, digest, duration_ms, wait_ms, attempt_usage, task_usage, agent_version)
), moved AS (
  UPDATE tasks AS task
     SET status = ended.to_status, event_seq = task.event_seq + 1,
         lease_token = NULL, claim_id = NULL, lease_expires_at = NULL,
         failures_counted = task.failures_counted + ended.counted::int,
         available_at = CASE ended.to_status
                          WHEN 'retry' THEN now() + ended.delay_ms * interval '1 millisecond'
                          WHEN 'pending' THEN now()
                          ELSE task.available_at END,
         completed_at = CASE WHEN ended.to_status IN ('completed', 'failed', 'timeout', 'cancelled') THEN now() END,
         queued_at = CASE WHEN ended.to_status IN ('retry', 'pending') THEN NULL ELSE task.queued_at END,
         progress = CASE ended.to_status WHEN 'completed' THEN 100 ELSE task.progress END,
         error_code = CASE WHEN ended.to_status IN ('retry', 'failed', 'timeout') THEN ended.error_code END,
         error_class = CASE WHEN ended.to_status IN ('retry', 'failed', 'timeout') THEN ended.error_class END,
         error_message = CASE WHEN ended.to_status IN ('retry', 'failed', 'timeout') THEN ended.error_message END,
         usage = coalesce(ended.task_usage::jsonb, task.usage), updated_at = now()
    FROM ended
   WHERE task.task_id = ended.task_id AND task.lease_token = ended.lease_token AND task.status = ended.from_status
  RETURNING task.task_id, task.event_seq, ended.type, ended.from_status, ended.to_status, task.lease_no, ended.actor,
            clock_timestamp() AS at, ended.data::jsonb AS data, task.trace_parent, task.team, task.agent_id, task.tenant,
            task.worker_id, task.started_at, coalesce(ended.agent_version, task.agent_version) AS agent_version,
            ended.lease_token, ended.outcome, ended.digest,
            ended.error_code, ended.error_class, ended.error_message, ended.counted, ended.duration_ms, ended.wait_ms,
            ended.attempt_usage::jsonb AS attempt_usage
), kept AS (
  INSERT INTO task_history (task_id, lease_no, agent_id, team, tenant, worker_id, outcome, error_code, error_class,
                            error_message, counted, started_at, duration_ms, queue_wait_ms, agent_version, usage,
                            lease_token, outcome_digest)
  SELECT task_id, lease_no, agent_id, team, tenant, worker_id, outcome, error_code, error_class,
         error_message, counted, started_at, duration_ms, wait_ms, agent_version, attempt_usage,
         lease_token, digest
    FROM moved
), ${APPEND_EVENTS}
SELECT ${EVENT_COLUMNS} FROM moved`,
);
