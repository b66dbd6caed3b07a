import { type FieldError, invalidFields } from '../../http/problem.error';
import type { SubmitWorkflowBody } from './submit-workflow.body';

/** The two forms a submission has. */
export type SubmissionForm =
  | { readonly kind: 'template'; readonly name: string; readonly version: number | undefined; readonly values: object }
  | { readonly kind: 'definition'; readonly definition: Record<string, unknown>; readonly values: object };

const OF_DEFINITIONS = [
  '$schema',
  'name',
  'description',
  'steps',
  'output',
  'on_success',
  'on_failure',
  'input_values',
] as const satisfies readonly (keyof SubmitWorkflowBody)[];

/** Reads which of the two forms a body has, or refuses it naming what belongs to the other. */
export function chooseForm(body: SubmitWorkflowBody): SubmissionForm {
  const { template, version, inputs = {}, input_values: values = {} } = body;
  if (template !== undefined) {
    const foreign = OF_DEFINITIONS.filter((field) => body[field] !== undefined);
    if (foreign.length > 0) throw invalidFields(...foreign.map(notWithTemplate));
    return { kind: 'template', name: template, version, values: inputs };
  }
  if (body.steps === undefined)
    throw invalidFields({ path: '/steps', message: 'is required, unless template is given' });
  if (version !== undefined) throw invalidFields({ path: '/version', message: 'needs a template' });
  const { input_values: _values, mock_outputs: _mocks, ...fields } = body;
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return { kind: 'definition', definition: Object.fromEntries(given), values };
}

function notWithTemplate(field: string): FieldError {
  const message =
    field === 'input_values' ? 'a template takes its values as inputs' : 'must not be given with template';
  return { path: `/${field}`, message };
}
