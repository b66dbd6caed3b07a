import { PROBLEM_CATALOG } from './problem-catalog';
import type { FieldError, ProblemError } from './problem.error';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json; charset=utf-8';

/** RFC 9457, with our extensions. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly code: string;
  readonly correlation_id: string;
  readonly errors?: readonly FieldError[];
}

/** The document of one refused request; `instance` is its path, without the query. */
export function problemDocument(problem: ProblemError, url: string, correlationId: string): ProblemDocument {
  const { status, title } = PROBLEM_CATALOG[problem.code];
  const queryAt = url.indexOf('?');
  return {
    type: `urn:cadre:problem:${problem.code.toLowerCase().replaceAll('_', '-')}`,
    title,
    status,
    detail: problem.detail,
    instance: queryAt < 0 ? url : url.slice(0, queryAt),
    code: problem.code,
    correlation_id: correlationId,
    ...(problem.errors && { errors: problem.errors }),
  };
}
