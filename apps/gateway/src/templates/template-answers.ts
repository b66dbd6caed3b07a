import { CountedPageAnswer } from '../http/page-answer';
import { Shown, ShownId, ShownTime } from '../http/shown';

/** A template in a list. */
export class TemplateItem {
  @Shown({ type: 'string' })
  name!: string;

  @Shown({ type: 'string', nullable: true })
  description!: string | null;

  @Shown({ type: 'string', enum: ['private', 'tenant'] })
  visibility!: string;

  @Shown({ type: 'boolean', description: 'It came with Cadre, and every tenant sees it' })
  shipped!: boolean;

  @ShownId({ nullable: true })
  owner!: string | null;

  @Shown({ type: 'string', nullable: true })
  tenant!: string | null;

  @Shown({ type: 'integer', description: 'The one that new runs take' })
  active_version!: number;

  @Shown({ type: 'integer' })
  latest_version!: number;

  @ShownTime()
  created_at!: Date;

  @ShownTime()
  updated_at!: Date;
}

/** GET /workflow-templates */
export class TemplatePage extends CountedPageAnswer {
  @Shown({ type: [TemplateItem] })
  workflow_templates!: readonly TemplateItem[];
}

/** GET /workflow-templates/{name}, and what makes or changes one. */
export class TemplateView extends TemplateItem {
  @Shown({ type: 'integer', description: 'The one that is shown' })
  version!: number;

  @Shown({ type: 'integer', description: 'Without the elements of maps' })
  total_steps!: number;

  @Shown({ type: 'object', additionalProperties: true, nullable: true, description: 'JSON Schema' })
  inputs!: unknown;

  @Shown({ type: 'object', additionalProperties: true, nullable: true })
  definition!: unknown;
}

/** One version of a template. */
export class TemplateVersionItem {
  @Shown({ type: 'integer' })
  version!: number;

  @Shown({ type: 'boolean' })
  active!: boolean;

  @Shown({ type: 'integer' })
  total_steps!: number;

  @ShownId()
  created_by!: string;

  @ShownTime()
  created_at!: Date;
}

/** GET /workflow-templates/{name}/versions */
export class TemplateVersionsAnswer {
  @Shown({ type: [TemplateVersionItem], description: 'The newest first' })
  versions!: readonly TemplateVersionItem[];

  @Shown({ type: 'integer' })
  total!: number;
}

/** Of the steps that runs were waiting for, the one that takes longest. */
export class SlowestStep {
  @Shown({ type: 'string' })
  path!: string;

  @Shown({ type: 'number', nullable: true })
  average_seconds!: number | null;
}

/** GET /workflow-templates/{name}/stats */
export class TemplateStatsAnswer {
  @Shown({ type: 'string' })
  name!: string;

  @Shown({ type: 'integer', description: 'Of the last 90 days' })
  runs!: number;

  @Shown({ type: 'integer' })
  completed!: number;

  @Shown({ type: 'integer' })
  failed!: number;

  @Shown({ type: 'integer' })
  cancelled!: number;

  @Shown({ type: 'number', nullable: true, description: 'Completed of all that have ended; null before one has' })
  success_rate!: number | null;

  @Shown({ type: 'number', nullable: true })
  p50_seconds!: number | null;

  @Shown({ type: 'number', nullable: true })
  p95_seconds!: number | null;

  @Shown({ type: SlowestStep, nullable: true, description: 'On the critical path of completed runs' })
  slowest_step!: SlowestStep | null;

  @Shown({ type: 'object', properties: { micro_usd: { type: 'number' } } })
  cost!: { micro_usd: number };
}
