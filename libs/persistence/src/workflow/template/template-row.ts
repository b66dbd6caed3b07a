import type { WorkflowDefinition } from '@cadre/domain';
import type { Opened } from '../../task/read/open-sealed';

export type TemplateVisibility = 'private' | 'tenant';

/** Where the templates stand that come with the program: every tenant sees them. No tenant can be called so. */
export const SHARED_TENANT = '*';

/** Who owns them. */
export const SHIPPED_BY = '00000000-0000-0000-0000-000000000000';

/** A template as it stands, without its definitions. */
export interface TemplateRow {
  readonly template_id: string;
  readonly tenant: string;
  readonly owner: string;
  readonly name: string;
  readonly description: string | null;
  readonly visibility: TemplateVisibility;
  /** The one that new runs take. */
  readonly active_version: number;
  readonly latest_version: number;
  /** For ETag and If-Match. */
  readonly row_version: number;
  readonly created_at: Date;
  readonly updated_at: Date;
}

export const TEMPLATE_COLUMNS = `
  template.template_id, template.tenant, template.owner, template.name, template.description, template.visibility,
  template.active_version, template.latest_version, template.row_version, template.created_at, template.updated_at`;

export interface TemplateVersionRow {
  readonly version: number;
  readonly total_steps: number;
  readonly created_by: string;
  readonly created_at: Date;
}

/** A template with one of its definitions. */
export interface TemplateDetails extends TemplateRow {
  readonly version: TemplateVersionRow;
  readonly definition: Opened<WorkflowDefinition>;
}

/** How the runs of a template went. */
export interface TemplateStats extends TemplateTotals {
  readonly slowest_step: SlowestStep | null;
}

/** The step that takes longest, on average, of those that the ends of the newest completed runs were waiting for. */
export interface SlowestStep {
  readonly path: string;
  readonly seconds: number;
}

export interface TemplateTotals {
  readonly runs: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly p50_seconds: number | null;
  readonly p95_seconds: number | null;
  readonly cost_micro_usd: number;
}
