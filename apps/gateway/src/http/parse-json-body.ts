import { isUtf8 } from 'node:buffer';
import { ProblemCode } from '@cadre/contracts';
import { inspectJson, type JsonFinding } from './inspect-json';
import { ProblemError } from './problem.error';

/** The value of a JSON body, or the problem that names what is wrong with it. An empty body is undefined. */
export function parseJsonBody(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  if (!isUtf8(body)) throw new ProblemError(ProblemCode.MalformedBody, 'The body is not UTF-8.');
  const text = body.toString('utf8');
  const value = parse(text);
  const finding = inspectJson(text);
  if (finding) throw problemOf(finding);
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ProblemError(ProblemCode.MalformedBody, 'The body is not JSON.', { cause });
  }
}

const CODE_OF_FINDING: Record<JsonFinding['kind'], ProblemCode> = {
  forbidden_key: ProblemCode.ForbiddenKey,
  duplicate_key: ProblemCode.ValidationFailed,
  invalid_text: ProblemCode.InvalidText,
  limit: ProblemCode.ValidationFailed,
};

function problemOf({ kind, path, message }: JsonFinding): ProblemError {
  return new ProblemError(CODE_OF_FINDING[kind], 'The body holds what is not accepted.', {
    errors: [{ path, message }],
  });
}
