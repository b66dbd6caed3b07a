import { statement } from '../../../database/statement';
import {
  SHARED_TENANT,
  TEMPLATE_COLUMNS,
  type TemplateRow,
  type TemplateTotals,
  type TemplateVersionRow,
} from '../template-row';

/**
 * A new template, whose first version is active. Nothing is inserted where the name is taken.
 *
 * $1 uuid template · $2 text tenant · $3 uuid owner · $4 text name · $5 text description · $6 text visibility
 */
export const INSERT_TEMPLATE = statement<[string, string, string, string, string | null, string], TemplateRow>(
  'template_insert',
  `
INSERT INTO workflow_templates AS template (template_id, tenant, owner, name, description, visibility, active_version,
                                            latest_version)
VALUES ($1, $2, $3, $4, $5, $6, 1, 1)
    ON CONFLICT DO NOTHING
RETURNING ${TEMPLATE_COLUMNS}`,
);

/** $1 uuid template · $2 int version · $3 text sealed definition · $4 int number of steps · $5 uuid who */
export const INSERT_TEMPLATE_VERSION = statement<[string, number, string, number, string]>(
  'template_insert_version',
  `
INSERT INTO workflow_template_versions (template_id, version, sealed_definition, total_steps, created_by)
VALUES ($1, $2, $3, $4, $5)`,
);

type Asked = [tenant: string | null, userId: string | null, everything: boolean];

/** Those somebody may see: the tenant's, the shipped ones, and their own. */
const VISIBLE = `
($3::boolean OR (($1::text IS NULL OR template.tenant IN ($1, '${SHARED_TENANT}'))
  AND (template.visibility = 'tenant' OR $2::uuid IS NULL OR template.owner = $2)))`;

/** Somebody's own template goes before the tenant's of the same name, and that before one that is shipped. */
const NEAREST = `
template.owner IS NOT DISTINCT FROM $2::uuid DESC, template.tenant IS NOT DISTINCT FROM $1::text DESC,
template.tenant <> '${SHARED_TENANT}' DESC, template.visibility = 'tenant' DESC, template.created_at`;

/** $1 text tenant, or null for all · $2 uuid who asks, or null for all · $3 boolean sees everything · $4 text name */
const FIND = `
SELECT ${TEMPLATE_COLUMNS} FROM workflow_templates AS template
 WHERE template.name = $4 AND ${VISIBLE} ORDER BY ${NEAREST} LIMIT 1`;

export const FIND_TEMPLATE = statement<[...Asked, string], TemplateRow>('template_find', FIND);

export const LOCK_TEMPLATE = statement<[...Asked, string], TemplateRow>('template_lock', `${FIND} FOR NO KEY UPDATE`);

/** $1 uuid template · $2 int version, or null for the active one */
export const GET_TEMPLATE_VERSION = statement<
  [string, number | null],
  TemplateVersionRow & { readonly sealed_definition: string }
>(
  'template_get_version',
  `
SELECT version.version, version.total_steps, version.created_by, version.created_at, version.sealed_definition
  FROM workflow_templates AS template JOIN workflow_template_versions AS version USING (template_id)
 WHERE template.template_id = $1 AND version.version = coalesce($2, template.active_version)`,
);

/** $1 uuid template */
export const TEMPLATE_VERSIONS = statement<[string], TemplateVersionRow>(
  'template_versions',
  `
SELECT version, total_steps, created_by, created_at FROM workflow_template_versions
 WHERE template_id = $1 ORDER BY version DESC`,
);

export interface SealedTemplateFacts extends TemplateRow {
  readonly sealed_definition: string;
}

/**
 * The templates of these names that the asker would run, each with the definition that is active.
 *
 * $1 text tenant, or null for all · $2 uuid who asks, or null for all · $3 boolean sees everything · $4 text[] names
 */
export const FIND_TEMPLATES = statement<[...Asked, readonly string[]], SealedTemplateFacts>(
  'template_find_many',
  `
SELECT DISTINCT ON (template.name) ${TEMPLATE_COLUMNS}, version.sealed_definition
  FROM workflow_templates AS template
  JOIN workflow_template_versions AS version
    ON version.template_id = template.template_id AND version.version = template.active_version
 WHERE template.name = ANY ($4::text[]) AND ${VISIBLE} ORDER BY template.name, ${NEAREST}`,
);

/** One that is shipped, locked. $1 text name */
export const LOCK_SHIPPED = statement<[string], TemplateRow>(
  'template_lock_shipped',
  `
SELECT ${TEMPLATE_COLUMNS} FROM workflow_templates AS template
 WHERE template.name = $1 AND template.tenant = '${SHARED_TENANT}' FOR NO KEY UPDATE`,
);

/** $1 uuid template · $2 uuid made by this one */
export const VERSIONS_MADE_BY = statement<
  [string, string],
  { readonly version: number; readonly sealed_definition: string }
>(
  'template_versions_made_by',
  `
SELECT version, sealed_definition FROM workflow_template_versions WHERE template_id = $1 AND created_by = $2`,
);

/** $1 uuid template · $2 int latest version · $3 int active version · $4 text description · $5 text visibility */
export const CHANGE_TEMPLATE = statement<[string, number, number, string | null, string], TemplateRow>(
  'template_change',
  `
UPDATE workflow_templates AS template
   SET latest_version = $2, active_version = $3, description = $4, visibility = $5,
       row_version = row_version + 1, updated_at = now()
 WHERE template.template_id = $1
RETURNING ${TEMPLATE_COLUMNS}`,
);

/**
 * Over the runs of the last 90 days.
 *
 * $1 uuid template
 */
export const TEMPLATE_STATS = statement<[string], TemplateTotals>(
  'template_stats',
  `
WITH run AS MATERIALIZED (
  SELECT workflow_id, status, extract(epoch FROM completed_at - submitted_at) AS seconds FROM workflows
   WHERE template_id = $1 AND submitted_at > now() - interval '90 days')
SELECT count(*)::int AS runs,
       count(*) FILTER (WHERE status = 'completed')::int AS completed,
       count(*) FILTER (WHERE status = 'failed')::int AS failed,
       count(*) FILTER (WHERE status = 'cancelled')::int AS cancelled,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) FILTER (WHERE status = 'completed')::float8 AS p50_seconds,
       percentile_cont(0.95) WITHIN GROUP (ORDER BY seconds) FILTER (WHERE status = 'completed')::float8 AS p95_seconds,
       coalesce((SELECT sum((task.usage ->> 'cost_micro_usd')::numeric) FROM run JOIN tasks AS task USING (workflow_id)),
                0)::float8 AS cost_micro_usd
  FROM run`,
);

export interface TimedStepRow {
  readonly workflow_id: string;
  readonly path: string;
  readonly type: string;
  readonly follows: readonly string[];
  readonly started_at: Date | null;
  readonly completed_at: Date | null;
}

/** When the steps of the newest completed runs began and ended. $1 uuid template · $2 int so many runs */
export const READ_STEP_TIMES = statement<[string, number], TimedStepRow>(
  'template_step_times',
  `
SELECT step.workflow_id, step.path, step.type, step.follows, step.started_at, step.completed_at
  FROM (SELECT workflow_id FROM workflows
         WHERE template_id = $1 AND status = 'completed' AND submitted_at > now() - interval '90 days'
         ORDER BY submitted_at DESC LIMIT $2) AS newest
  JOIN workflow_steps AS step USING (workflow_id)
 WHERE step.scope = '' AND step.type <> 'compensation'`,
);
