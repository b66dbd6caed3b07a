import type { TaskStatus } from '@cadre/domain';
import { statement } from '../../../database/statement';
import type { Usage } from '../../settle/ended-attempt';

/** Everything a claim depends on and a grant is made of. */
export interface ClaimedRow {
  readonly task_id: string;
  readonly status: TaskStatus;
  readonly team: string;
  readonly agent_id: string;
  readonly tenant: string;
  readonly dispatch_no: number;
  readonly lease_no: number;
  readonly lease_token: string | null;
  readonly claim_id: string | null;
  readonly worker_id: string | null;
  readonly cancel_requested: boolean;
  readonly expired: boolean;
  readonly failures_counted: number;
  readonly max_retries: number;
  readonly timeout_seconds: number;
  readonly soft_timeout_seconds: number;
  readonly agent_version: string | null;
  readonly trace_parent: string | null;
  readonly usage: Usage | null;
  readonly submitted_at: Date;
  readonly waited_ms: number;
  /** Its payloads have no room in this batch any more; they were not loaded. */
  readonly beyond: boolean;
  readonly sealed_parameters: string | null;
  readonly sealed_checkpoint: string | null;
  readonly input_artifacts: readonly InputArtifactRow[] | null;
}

export interface InputArtifactRow {
  readonly artifact_id: string;
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
  readonly content_type: string;
}

/**
 * Loads and locks the tasks of a batch of claims, in the order of their ids. Payloads are loaded for as many tasks as fit,
 * in the order of the claims, and always for the first. Their lengths are summed up without reading them: a long value is
 * fetched only where it is returned.
 *
 * Each row is looked up by itself (LATERAL, LIMIT 1): joined freely, the planner reads the whole table while it takes it
 * for small.
 *
 * $1 uuid[]  tasks
 * $2 int     bytes of sealed payloads
 */
export const LOCK_CLAIMED = statement<[readonly string[], number], ClaimedRow>(
  'engine_lock_claimed',
  `
WITH named AS (
  SELECT task_id, min(place) AS place FROM unnest($1::uuid[]) WITH ORDINALITY AS asked(task_id, place) GROUP BY task_id
), found AS MATERIALIZED (
  SELECT named.task_id, parameters.sealed AS parameters, checkpoint.sealed AS checkpoint,
         named.place > 1 AND sum(coalesce(octet_length(parameters.sealed), 0) + coalesce(octet_length(checkpoint.sealed), 0))
                             OVER (ORDER BY named.place) > $2 AS beyond
    FROM named
    LEFT JOIN LATERAL (SELECT sealed FROM task_payloads
                        WHERE task_id = named.task_id AND kind = 'parameters' LIMIT 1) AS parameters ON true
    LEFT JOIN LATERAL (SELECT sealed FROM checkpoints WHERE task_id = named.task_id LIMIT 1) AS checkpoint ON true
)
SELECT task.task_id, task.status, task.team, task.agent_id, task.tenant, task.dispatch_no,
       task.lease_no, task.lease_token, task.claim_id, task.worker_id,
       task.cancel_requested_at IS NOT NULL AS cancel_requested,
       coalesce(task.expires_at <= now(), false) AS expired,
       task.failures_counted, task.max_retries, task.timeout_seconds, task.soft_timeout_seconds,
       task.agent_version, task.trace_parent, task.usage, task.submitted_at,
       (extract(epoch FROM now() - task.available_at) * 1000)::float8 AS waited_ms,
       found.beyond, CASE WHEN NOT found.beyond THEN found.parameters END AS sealed_parameters,
       CASE WHEN NOT found.beyond THEN found.checkpoint END AS sealed_checkpoint,
       CASE WHEN cardinality(task.input_artifacts) > 0 THEN (
         SELECT jsonb_agg(jsonb_build_object(
                  'artifact_id', artifact_id, 'name', name, 'size', size, 'sha256', sha256, 'content_type', content_type))
           FROM artifacts WHERE artifact_id = ANY (task.input_artifacts)
       ) END AS input_artifacts
  FROM found
  JOIN tasks AS task USING (task_id)
 ORDER BY task.task_id
   FOR NO KEY UPDATE OF task`,
);
