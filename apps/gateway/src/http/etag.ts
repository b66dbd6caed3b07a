import { ProblemCode } from '@cadre/contracts';
import { ProblemError } from './problem.error';

/** A strong ETag from a row's version. */
export function etagOf(version: number | string): string {
  return `"${version}"`;
}

/** Refuses with 412 when the caller's `If-Match` names another version. Without the header nothing is asked. */
export function requireMatch(ifMatch: string | undefined, version: number | string): void {
  if (ifMatch === undefined || ifMatch.trim() === '*') return;
  const current = etagOf(version);
  if (ifMatch.split(',').some((tag) => tag.trim() === current)) return;
  throw staleVersion(version);
}

/** 412: somebody else was faster. */
export function staleVersion(version: number | string): ProblemError {
  return new ProblemError(ProblemCode.PreconditionFailed, 'It has changed since it was read; read it again.', {
    headers: { etag: etagOf(version) },
  });
}
