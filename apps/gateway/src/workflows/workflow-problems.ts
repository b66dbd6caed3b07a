import { ProblemCode } from '@cadre/contracts';
import type { DefinitionError, ValueError } from '@cadre/domain';
import { ProblemError } from '../http/problem.error';

/** 404, the same for what never was and for what is somebody else's. */
export function workflowNotFound(): ProblemError {
  return new ProblemError(ProblemCode.WorkflowNotFound, 'There is no such workflow.');
}

/** 422 with every mistake. `under` is the place of the definition in the body. */
export function definitionInvalid(errors: readonly DefinitionError[], under = ''): ProblemError {
  const detail =
    errors.length === 1 ? 'The definition has 1 mistake.' : `The definition has ${errors.length} mistakes.`;
  return new ProblemError(ProblemCode.DefinitionInvalid, detail, {
    errors: errors.map(({ path, message, code, step_id }) => ({ path: `${under}${path}`, message, code, step_id })),
  });
}

/** 422 with every value that does not fit. `under` is the place of the values in the body. */
export function inputsInvalid(errors: readonly ValueError[], under: string): ProblemError {
  const detail = errors.length === 1 ? '1 input is not valid.' : `${errors.length} inputs are not valid.`;
  return new ProblemError(ProblemCode.InputsInvalid, detail, {
    errors: errors.map(({ path, message }) => ({ path: `${under}${path}`, message })),
  });
}
