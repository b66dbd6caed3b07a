import { ProblemCode } from '@cadre/contracts';
import { invalidFields, ProblemError, type FieldError } from '../http/problem.error';
import { parseJsonBody } from '../http/parse-json-body';
import type { CallbackBody } from './callback-answers';

const MAX_TEXT = 2_000;
const FIELDS: ReadonlySet<string> = new Set(['status', 'output', 'error']);
const ERROR_FIELDS: Readonly<Record<string, string>> = { code: 'string', message: 'string', retryable: 'boolean' };

/** What a service says, out of the bytes it signed. Throws the problem that names what is wrong with it. */
export function readCallback(bytes: Buffer): CallbackBody {
  const body = parseJsonBody(bytes);
  if (!isObject(body)) throw new ProblemError(ProblemCode.MalformedBody, 'The body must be a JSON object.');
  const errors = [...judgeFields(body), ...judgeError(body['error'])];
  if (errors.length > 0) throw invalidFields(...errors);
  return body as unknown as CallbackBody;
}

function judgeFields(body: Record<string, unknown>): FieldError[] {
  const unknown = Object.keys(body).filter((name) => !FIELDS.has(name));
  const status = body['status'];
  return [
    ...unknown.map((name) => ({ path: `/${name}`, message: 'is not a known field' })),
    ...(status === 'completed' || status === 'failed'
      ? []
      : [{ path: '/status', message: 'must be completed or failed' }]),
  ];
}

function judgeError(error: unknown): FieldError[] {
  if (error === undefined) return [];
  if (!isObject(error)) return [{ path: '/error', message: 'must be an object' }];
  return Object.entries(error).flatMap(([name, value]) => {
    const path = `/error/${name}`;
    const kind = Object.hasOwn(ERROR_FIELDS, name) ? ERROR_FIELDS[name] : undefined;
    if (kind === undefined) return [{ path, message: 'is not a known field' }];
    if (typeof value !== kind) return [{ path, message: `must be a ${kind}` }];
    const isLong = typeof value === 'string' && value.length > MAX_TEXT;
    return isLong ? [{ path, message: `must have at most ${MAX_TEXT} characters` }] : [];
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
