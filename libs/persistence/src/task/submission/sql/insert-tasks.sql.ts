import { AuditEventType } from '../../../audit/audit-entry';
import { statement } from '../../../database/statement';
import { APPEND_EVENTS, EVENT_COLUMNS } from '../../../engine/sql/append-events';
import type { EventRow } from '../../../engine/sql/event-row';

export interface InsertedRow extends EventRow {
  readonly submitted_at: Date;
  readonly submit_no: number;
}

export type InsertTasksParams = readonly (readonly unknown[])[];

/**
 * Accepts tasks with their parameters, their first event and, of those that a person submits, the line of the audit log. A row whose id exists, or whose dedupe key a live task
 * holds (also one of the same statement), or whose workflow step has its task already, is left out: what is not returned lost.
 *
 * Numbers are given in the order of submission; rows are inserted in the order of their dedupe keys, so that two batches
 * never wait for each other.
 *
 * $1 uuid[] task ids · $2 text[] tenants · $3 text[] agents · $4 text[] teams · $5 uuid[] submitters
 * $6 text[] their emails · $7 int[] priorities · $8 timestamptz[] execute_at · $9 timestamptz[] expires_at
 * $10 float8[] seconds to live · $11 jsonb[] retry policies · $12 int[] max_retries · $13 int[] timeouts
 * $14 int[] soft timeouts · $15 text[] dedupe keys · $16 text[] tags, each an array literal · $17 jsonb[] metadata
 * $18 text[] input artifacts, each an array literal · $19 uuid[] parents · $20 uuid[] retried from
 * $21 text[] agent versions · $22 text[] trace parents · $23 text[] sealed parameters · $24 text[] actors
 * $25 uuid[] workflows · $26 text[] paths of their steps · $27 int[] the steps' attempts
 * $28 uuid[] audit ids, null where nothing is to be noted · $29 uuid[] users · $30 text[] tenants · $31 text[] emails
 * $32 text[] names of priorities · $33 inet[] addresses · $34 text[] user agents · $35 text[] correlation ids
 */
export const INSERT_TASKS = statement<InsertTasksParams, InsertedRow>(
  'task_insert',
  `
WITH input AS MATERIALIZED (
  SELECT nextval('task_submit_no') AS submit_no, ordered.*
    FROM (SELECT * FROM unnest(
            $1::uuid[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::int[], $8::timestamptz[],
            $9::timestamptz[], $10::float8[], $11::jsonb[], $12::int[], $13::int[], $14::int[], $15::text[], $16::text[],
            $17::jsonb[], $18::text[], $19::uuid[], $20::uuid[], $21::text[], $22::text[], $23::text[], $24::text[],
            $25::uuid[], $26::text[], $27::int[], $28::uuid[], $29::uuid[], $30::text[], $31::text[], $32::text[],
            $33::inet[], $34::text[], $35::text[])
          WITH ORDINALITY AS row(
            task_id, tenant, agent_id, team, submitted_by, submitted_by_email, priority, execute_at, expires_at,
            ttl_seconds, retry_policy, max_retries, timeout_seconds, soft_timeout_seconds, dedupe_key, tags, metadata,
            input_artifacts, parent_task_id, retried_from, agent_version, trace_parent, sealed, actor,
            workflow_id, workflow_path, workflow_attempt, audit_id, origin_user, origin_tenant, origin_email,
            priority_name, origin_address, origin_agent, correlation_id, place)
          ORDER BY place) AS ordered
), inserted AS (
  INSERT INTO tasks (
    task_id, tenant, agent_id, team, submitted_by, submitted_by_email, priority, submit_no, status, event_seq,
    max_retries, retry_policy, available_at, execute_at, expires_at, timeout_seconds, soft_timeout_seconds, dedupe_key,
    tags, metadata, input_artifacts, parent_task_id, retried_from, agent_version, trace_parent,
    workflow_id, workflow_path, workflow_attempt)
  SELECT task_id, tenant, agent_id, team, submitted_by, submitted_by_email, priority, submit_no,
         CASE WHEN execute_at > now() THEN 'scheduled' ELSE 'pending' END, 1,
         max_retries, retry_policy, greatest(execute_at, now()), execute_at,
         coalesce(expires_at, now() + make_interval(secs => ttl_seconds)), timeout_seconds, soft_timeout_seconds,
         dedupe_key, tags::text[], metadata, input_artifacts::uuid[], parent_task_id, retried_from, agent_version,
         trace_parent, workflow_id, workflow_path, workflow_attempt
    FROM input
   ORDER BY dedupe_key NULLS FIRST, tenant, agent_id, place
      ON CONFLICT DO NOTHING
  RETURNING task_id, status, submitted_at, submit_no
), payloads AS (
  INSERT INTO task_payloads (task_id, kind, sealed)
  SELECT task_id, 'parameters', sealed FROM inserted JOIN input USING (task_id)
), audited AS (
  INSERT INTO audit_log (audit_id, event_type, user_id, tenant, email, task_id, agent_id, priority, ip_address,
                         user_agent, correlation_id)
  SELECT audit_id, '${AuditEventType.TaskSubmitted}', origin_user, origin_tenant, origin_email, task_id, agent_id,
         priority_name, origin_address, origin_agent, correlation_id
    FROM inserted JOIN input USING (task_id) WHERE audit_id IS NOT NULL
), moved AS (
  SELECT task_id, 1 AS event_seq, 'submitted' AS type, NULL::text AS from_status, inserted.status AS to_status,
         0 AS lease_no, actor, inserted.submitted_at AS at,
         CASE WHEN retried_from IS NOT NULL THEN jsonb_build_object('retried_from', retried_from) END AS data,
         trace_parent, team, agent_id, tenant, inserted.submitted_at, inserted.submit_no
    FROM inserted JOIN input USING (task_id)
), ${APPEND_EVENTS}
SELECT ${EVENT_COLUMNS}, moved.submitted_at, moved.submit_no FROM moved ORDER BY moved.submit_no`,
);
