import { DefinitionFields } from '../../http/definition-fields';
import { IntegerField, ObjectField, TextField } from '../../http/fields';

/** POST /workflows: a template with its inputs, or a definition with its input_values. */
export class SubmitWorkflowBody extends DefinitionFields {
  @TextField({ max: 100, optional: true, description: 'Runs this template, instead of a definition' })
  template?: string;

  @IntegerField({ min: 1, max: 1_000_000, optional: true, description: 'Of the template; default: the active one' })
  version?: number;

  @TextField({ max: 200, optional: true, description: 'Your own id; kept as external_id, accepted in paths' })
  workflow_id?: string;

  @ObjectField({ optional: true, description: "A template's values; in a definition the JSON Schema of the values" })
  inputs?: Record<string, unknown>;

  @ObjectField({ optional: true, description: "A definition's values" })
  input_values?: Record<string, unknown>;

  @ObjectField({
    optional: true,
    description:
      'With dry_run: what steps answer, by path or step_id; stories[3] is one element, stories[] all of them',
    example: { blog: { title: 'Queues' }, ok: { approved: true } },
  })
  mock_outputs?: Record<string, unknown>;
}
