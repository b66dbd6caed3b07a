import { type FieldError } from '../../http/problem.error';
import type { SubmitTaskBody } from './submit-task.body';

const MAX_AHEAD_MS = 366 * 86_400_000;

export interface TaskTimes {
  readonly executeAt: Date | null;
  readonly expiresAt: Date | null;
  readonly ttlSeconds: number | null;
}

type TimeFields = Pick<SubmitTaskBody, 'execute_at' | 'expires_at' | 'ttl_seconds'>;

/** When a task may start and until when it must have; a time of start that has passed means now. */
export function readTimes(fields: TimeFields, nowMs: number): TaskTimes | readonly FieldError[] {
  const executeAt = timeOf(fields.execute_at);
  const expiresAt = timeOf(fields.expires_at);
  const ttlSeconds = fields.ttl_seconds ?? null;
  const errors = [...judgeStart(executeAt, nowMs), ...judgeEnd(fields, executeAt, expiresAt, nowMs)];
  return errors.length > 0 ? errors : { executeAt, expiresAt, ttlSeconds };
}

/** The same rules for a task that stands already. */
export function judgeStart(executeAt: Date | null, nowMs: number): FieldError[] {
  if (executeAt === null || executeAt.getTime() <= nowMs + MAX_AHEAD_MS) return [];
  return [{ path: '/execute_at', message: 'must lie within a year' }];
}

function judgeEnd(fields: TimeFields, executeAt: Date | null, expiresAt: Date | null, nowMs: number): FieldError[] {
  const startMs = Math.max(nowMs, executeAt?.getTime() ?? nowMs);
  if (expiresAt !== null && fields.ttl_seconds !== undefined) {
    return [{ path: '/ttl_seconds', message: 'must not be given together with expires_at' }];
  }
  if (expiresAt !== null) return judgeExpiry(expiresAt, startMs, nowMs);
  if (fields.ttl_seconds !== undefined && nowMs + fields.ttl_seconds * 1000 <= startMs && startMs > nowMs) {
    return [{ path: '/ttl_seconds', message: 'must reach beyond execute_at' }];
  }
  return [];
}

export function judgeExpiry(expiresAt: Date, startMs: number, nowMs: number): FieldError[] {
  if (expiresAt.getTime() <= nowMs) return [{ path: '/expires_at', message: 'must lie in the future' }];
  return expiresAt.getTime() <= startMs ? [{ path: '/expires_at', message: 'must lie after execute_at' }] : [];
}

export function timeOf(text: string | undefined): Date | null {
  return text === undefined ? null : new Date(text);
}
