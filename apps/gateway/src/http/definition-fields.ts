import { ItemsField, ObjectField, TextField } from './fields';

/** What a definition may hold at its top. What stands in there is judged with the whole definition. */
export class DefinitionFields {
  @TextField({ max: 500, optional: true, description: 'For editors' })
  $schema?: string;

  @TextField({ max: 100, optional: true, example: 'write-and-tell' })
  name?: string;

  @TextField({ max: 5_000, optional: true, description: 'For people' })
  description?: string;

  @ItemsField({ optional: true, description: 'docs/workflows.md teaches them' })
  steps?: unknown[];

  @ObjectField({ optional: true, description: "The run's result; may hold templates" })
  output?: Record<string, unknown>;

  @ObjectField({ optional: true })
  on_success?: Record<string, unknown>;

  @ObjectField({ optional: true })
  on_failure?: Record<string, unknown>;
}
