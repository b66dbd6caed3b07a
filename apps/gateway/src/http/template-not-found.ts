import { ProblemCode } from '@cadre/contracts';
import { ProblemError } from './problem.error';

/** 404, the same for what never was and for what is somebody else's. */
export function templateNotFound(): ProblemError {
  return new ProblemError(ProblemCode.TemplateNotFound, 'There is no such template, or no such version of it.');
}
