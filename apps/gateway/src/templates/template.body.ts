import type { TemplateVisibility } from '@cadre/persistence';
import { DefinitionFields } from '../http/definition-fields';
import { EnumField, ObjectField } from '../http/fields';

const VISIBILITIES = ['private', 'tenant'] as const satisfies readonly TemplateVisibility[];

/** POST /workflow-templates: a definition's own fields at the top level, or as `definition`. */
export class TemplateBody extends DefinitionFields {
  @EnumField(VISIBILITIES, { optional: true, description: 'Whose it is to see and to run. Default: private' })
  visibility?: TemplateVisibility;

  @ObjectField({ optional: true, description: 'The whole definition, instead of its fields' })
  definition?: Record<string, unknown>;

  @ObjectField({ optional: true, description: 'JSON Schema of the values a run starts with' })
  inputs?: Record<string, unknown>;
}
