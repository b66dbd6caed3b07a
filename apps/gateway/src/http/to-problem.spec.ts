import { BadRequestException, HttpException } from '@nestjs/common';
import { ProblemCode } from '@cadre/contracts';
import { DatabaseBusyError, DatabaseUnavailableError } from '@cadre/persistence';
import { codeOfStatus, PROBLEM_CATALOG } from './problem-catalog';
import { problemDocument } from './problem-document';
import { invalidFields, ProblemError } from './problem.error';
import { toProblem } from './to-problem';

class NamedError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

describe('toProblem', () => {
  it('passes problems on', () => {
    const problem = new ProblemError(ProblemCode.TaskNotFound, 'There is no such task.');
    expect(toProblem(problem)).toBe(problem);
  });

  it('takes the word of a named error below the gateway, if the fault is the caller’s', () => {
    expect(toProblem(new NamedError('INVALID_CURSOR', 'Not our cursor.'))).toMatchObject({
      code: 'INVALID_CURSOR',
      detail: 'Not our cursor.',
    });
  });

  it.each([
    [new DatabaseUnavailableError('at 10.0.0.5'), 'DATABASE_UNAVAILABLE'],
    [new DatabaseBusyError('pool of 10'), 'DATABASE_BUSY'],
    [new NamedError('40P01', 'deadlock detected'), 'DATABASE_BUSY'],
    [new NamedError('40001', 'could not serialize access'), 'DATABASE_BUSY'],
    [new NamedError('OVERLOADED', 'queue of 500'), 'OVERLOADED'],
  ])('tells when to come back, and nothing of %s', (error, code) => {
    const problem = toProblem(error);
    expect(problem).toMatchObject({ code, detail: 'Please try again in a moment.' });
    expect(Number(problem.headers['retry-after'])).toBeGreaterThan(0);
  });

  it.each([
    new TypeError('x is undefined'),
    new NamedError('23505', 'duplicate key value violates unique constraint'),
    new NamedError('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:5432'),
    new NamedError('INTERNAL_ERROR', 'secret'),
    new HttpException('secret', 500),
    'a thrown text',
    undefined,
  ])('tells nothing of %s', (error) => {
    const problem = toProblem(error);
    expect(problem.code).toBe('INTERNAL_ERROR');
    expect(problem.detail).not.toMatch(/undefined|constraint|5432|secret|thrown/);
    expect(problem.cause).toBe(error);
  });

  it('keeps the status a framework decided on, not its words', () => {
    expect(toProblem(new BadRequestException('internal words'))).toMatchObject({ code: 'MALFORMED_BODY' });
    expect(toProblem(Object.assign(new Error('FST'), { statusCode: 414 }))).toMatchObject({ code: 'URI_TOO_LONG' });
    expect(toProblem(new HttpException('x', 503)).headers['retry-after']).toBe('1');
  });
});

describe('the catalog', () => {
  it.each(Object.values(ProblemCode))('knows a status and a title for %s', (code) => {
    const { status, title } = PROBLEM_CATALOG[code];
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(600);
    expect(title).toMatch(/^[A-Z].*[^.]$/);
  });

  it('finds a code of the same status for every status it is asked about', () => {
    for (const status of [401, 403, 404, 405, 406, 408, 412, 413, 414, 415, 416, 429, 431, 503, 500]) {
      expect(PROBLEM_CATALOG[codeOfStatus(status)].status).toBe(status);
    }
    expect([codeOfStatus(418), codeOfStatus(599)]).toEqual(['MALFORMED_BODY', 'INTERNAL_ERROR']);
  });
});

describe('problemDocument', () => {
  it('bears all members of RFC 9457 and ours, and no query', () => {
    const problem = invalidFields({ path: '/a', message: 'is wrong' });
    expect(problemDocument(problem, '/api/v1/tasks?q=secret', 'c-1')).toEqual({
      type: 'urn:cadre:problem:validation-failed',
      title: 'The request is not valid',
      status: 400,
      detail: '1 field is not valid.',
      instance: '/api/v1/tasks',
      code: 'VALIDATION_FAILED',
      correlation_id: 'c-1',
      errors: [{ path: '/a', message: 'is wrong' }],
    });
  });
});
