import { ProblemCode } from '@cadre/contracts';
import { ProblemError } from './problem.error';
import type { RouteTable } from './route-table';

/** What a request without a route is told: another method would do (405 with `Allow`), or nothing is there. */
export function noRoute(table: RouteTable, url: string): ProblemError {
  const queryAt = url.indexOf('?');
  const allowed = table.allowed(queryAt < 0 ? url : url.slice(0, queryAt));
  if (allowed.length === 0) return new ProblemError(ProblemCode.NotFound, 'There is nothing at this path.');
  return new ProblemError(ProblemCode.MethodNotAllowed, `This path answers to ${allowed.join(', ')}.`, {
    headers: { allow: allowed.join(', ') },
  });
}
