import { statement } from '../../../database/statement';

/**
 * Notes the files of attempts that were settled; they belong to whoever submitted the task.
 *
 * $1 uuid[]    artifacts
 * $2 uuid[]    their tasks
 * $3 int[]     attempts
 * $4 text[]    kinds
 * $5 text[]    names
 * $6 bigint[]  sizes
 * $7 text[]    SHA-256 of the contents
 * $8 text[]    content types
 */
export const INSERT_ARTIFACTS = statement<
  [
    readonly string[],
    readonly string[],
    readonly number[],
    readonly string[],
    readonly string[],
    readonly number[],
    readonly string[],
    readonly string[],
  ]
>(
  'engine_insert_artifacts',
  `
INSERT INTO artifacts (artifact_id, tenant, owner_id, task_id, lease_no, agent_id, kind, name, size, sha256, content_type)
SELECT file.artifact_id, task.tenant, task.submitted_by, task.task_id, file.lease_no, task.agent_id,
       file.kind, file.name, file.size, file.sha256, file.content_type
  FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::text[])
       AS file(artifact_id, task_id, lease_no, kind, name, size, sha256, content_type)
  JOIN tasks AS task USING (task_id)
    ON CONFLICT (artifact_id) DO NOTHING`,
);
