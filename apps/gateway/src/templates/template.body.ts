import type { TemplateVisibility } from '@cadre/persistence';
import { EnumField, ItemsField, ObjectField, TextField } from '../http/fields';

const VISIBILITIES = ['private', 'tenant'] as const satisfies readonly TemplateVisibility[];

/** POST /workflow-templates: a definition's own fields at the top level, or as `definition`. */
export class TemplateBody {
  @EnumField(VISIBILITIES, { optional: true, description: 'Whose it is to see and to run. Default: private' })
  visibility?: TemplateVisibility;

  @ObjectField({ optional: true, description: 'The whole definition, instead of its fields' })
  definition?: Record<string, unknown>;

  @TextField({ max: 500, optional: true, description: 'For editors' })
  $schema?: string;

  @TextField({ max: 100, optional: true, example: 'write-and-tell' })
  name?: string;

  @TextField({ max: 5_000, optional: true, description: 'For people' })
  description?: string;

  @ObjectField({ optional: true, description: 'JSON Schema of the values a run starts with' })
  inputs?: Record<string, unknown>;

  @ItemsField({ optional: true, description: 'docs/workflows.md teaches them' })
  steps?: unknown[];

  @ObjectField({ optional: true, description: "A run's result; may hold templates" })
  output?: Record<string, unknown>;

  @ObjectField({ optional: true })
  on_success?: Record<string, unknown>;

  @ObjectField({ optional: true })
  on_failure?: Record<string, unknown>;
}
