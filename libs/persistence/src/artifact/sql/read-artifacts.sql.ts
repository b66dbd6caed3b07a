import { statement } from '../../database/statement';
import { ARTIFACT_COLUMNS, type ArtifactRow } from '../artifact-row';

type Scope = [tenant: string | null, owner: string | null];

const VISIBLE = `($1::text IS NULL OR artifact.tenant = $1) AND ($2::uuid IS NULL OR artifact.owner_id = $2)`;

/** $1 text tenant or null · $2 uuid owner or null · $3 uuid[] artifacts */
export const GET_ARTIFACTS = statement<[...Scope, readonly string[]], ArtifactRow>(
  'artifact_get',
  `SELECT ${ARTIFACT_COLUMNS} FROM artifacts AS artifact WHERE artifact_id = ANY ($3::uuid[]) AND ${VISIBLE}`,
);

/** $1 uuid  task */
export const ARTIFACTS_OF_TASK = statement<[string], ArtifactRow>(
  'artifact_of_task',
  `SELECT ${ARTIFACT_COLUMNS} FROM artifacts AS artifact WHERE task_id = $1 ORDER BY created_at, artifact_id`,
);

/**
 * The newest file of each task and kind, newest first.
 *
 * $1 text tenant or null · $2 uuid owner or null · $3 text kind or null · $4 text agent or null
 * $5 timestamptz since or null · $6 int limit · $7 int offset
 */
export const INDEX_ARTIFACTS = statement<
  [...Scope, string | null, string | null, Date | null, number, number],
  ArtifactRow & { readonly total: number }
>(
  'artifact_index',
  `
SELECT newest.*, count(*) OVER ()::int AS total
  FROM (SELECT DISTINCT ON (artifact.task_id, artifact.kind) ${ARTIFACT_COLUMNS}
          FROM artifacts AS artifact
         WHERE artifact.task_id IS NOT NULL AND ${VISIBLE}
           AND ($3::text IS NULL OR artifact.kind = $3) AND ($4::text IS NULL OR artifact.agent_id = $4)
           AND ($5::timestamptz IS NULL OR artifact.created_at >= $5)
         ORDER BY artifact.task_id, artifact.kind, artifact.created_at DESC, artifact.artifact_id DESC) AS newest
 ORDER BY created_at DESC, artifact_id DESC
 LIMIT $6 OFFSET $7`,
);

/** $1 text[]  hashes of contents */
export const UNUSED_CONTENTS = statement<[readonly string[]], { sha256: string }>(
  'artifact_unused_contents',
  `SELECT sha256 FROM unnest($1::text[]) AS content(sha256)
    WHERE NOT EXISTS (SELECT 1 FROM artifacts WHERE artifacts.sha256 = content.sha256)`,
);
