import { HttpException } from '@nestjs/common';
import { ProblemCode } from '@cadre/contracts';
import { codeOfStatus, PROBLEM_CATALOG } from './problem-catalog';
import { ProblemError } from './problem.error';

const INTERNAL_DETAIL = 'The request could not be carried out. Quote the correlation id when you report it.';
const UNAVAILABLE_DETAIL = 'Please try again in a moment.';

/** Errors of the libraries below that mean "later": the caller is told when to come back. */
const UNAVAILABLE: Readonly<Record<string, { code: ProblemCode; retryAfterSeconds: number }>> = {
  DATABASE_UNAVAILABLE: { code: ProblemCode.DatabaseUnavailable, retryAfterSeconds: 2 },
  DATABASE_BUSY: { code: ProblemCode.DatabaseBusy, retryAfterSeconds: 1 },
  // A serialisation failure or a deadlock that was met again and again, by its SQLSTATE.
  '40001': { code: ProblemCode.DatabaseBusy, retryAfterSeconds: 1 },
  '40P01': { code: ProblemCode.DatabaseBusy, retryAfterSeconds: 1 },
  OVERLOADED: { code: ProblemCode.Overloaded, retryAfterSeconds: 1 },
};

/** What any thrown value means to the caller. Whatever nobody named becomes INTERNAL_ERROR and tells nothing. */
export function toProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof HttpException) return fromStatus(error.getStatus(), error);
  if (error instanceof Error) return fromError(error);
  return internal(error);
}

function fromError(error: Error): ProblemError {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const later = UNAVAILABLE[code];
  if (later) {
    return new ProblemError(later.code, UNAVAILABLE_DETAIL, {
      retryAfterSeconds: later.retryAfterSeconds,
      cause: error,
    });
  }
  if (isProblemCode(code) && PROBLEM_CATALOG[code].status < 500) {
    return new ProblemError(code, error.message, { cause: error });
  }
  // Errors of Fastify itself carry a status.
  if ('statusCode' in error && typeof error.statusCode === 'number') return fromStatus(error.statusCode, error);
  return internal(error);
}

function fromStatus(status: number, cause: Error): ProblemError {
  const code = codeOfStatus(status);
  if (code === ProblemCode.InternalError) return internal(cause);
  return new ProblemError(code, `${PROBLEM_CATALOG[code].title}.`, {
    cause,
    ...(PROBLEM_CATALOG[code].status === 503 && { retryAfterSeconds: 1 }),
  });
}

function internal(cause: unknown): ProblemError {
  return new ProblemError(ProblemCode.InternalError, INTERNAL_DETAIL, { cause });
}

function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(PROBLEM_CATALOG, code);
}
