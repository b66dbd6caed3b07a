import { Param, type PipeTransform } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { workflowNotFound } from './workflow-problems';

/** As an external id is when it is given. */
const MAX_LENGTH = 200;

/** The path parameter that names a run: its id, or the caller's own. What can be neither names none. */
export function WorkflowId(): ParameterDecorator {
  return (target, method, index) => {
    Param('id', new WorkflowIdPipe())(target, method, index);
    const descriptor = method === undefined ? undefined : Object.getOwnPropertyDescriptor(target, method);
    if (method === undefined || descriptor === undefined) return;
    const schema = { type: 'string', minLength: 1, maxLength: MAX_LENGTH } as const;
    ApiParam({ name: 'id', description: 'The workflow_id, or your own external_id', schema })(
      target,
      method,
      descriptor,
    );
  };
}

class WorkflowIdPipe implements PipeTransform<string, string> {
  transform(value: string): string {
    if (value === '' || value.length > MAX_LENGTH || /\0|\p{Surrogate}/u.test(value)) throw workflowNotFound();
    return value;
  }
}
