import { ProblemCode } from '@cadre/contracts';
import { PROBLEM_CATALOG } from '../http/problem-catalog';

/** The answer to everything that is refused (RFC 9457). */
export const PROBLEM_SCHEMA = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'instance', 'code', 'correlation_id'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string' },
    code: { type: 'string', enum: Object.values(ProblemCode) },
    correlation_id: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: {
          path: { type: 'string', description: 'JSON Pointer into the body, or the name of a parameter' },
          message: { type: 'string' },
          code: { type: 'string', description: 'Of a workflow definition: the kind of mistake' },
          step_id: { type: ['string', 'null'], description: 'Of a workflow definition: the step it is in' },
        },
      },
    },
  },
} as const;

/** The codes an answer of this status can bear. */
export function codesOf(status: number): string[] {
  return Object.values(ProblemCode).filter((code) => PROBLEM_CATALOG[code].status === status);
}
