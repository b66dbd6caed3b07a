import type { AttemptRow, LogLine } from '@cadre/persistence';
import { errorIn, valueOf } from '../../http/payload-error';
import type { AttemptItem, LogItem, LogsAnswer } from './record-answers';

export function attemptView(row: AttemptRow): AttemptItem {
  return {
    attempt: row.lease_no,
    worker_id: row.worker_id,
    outcome: row.outcome,
    error:
      row.error_code === null ? null : { code: row.error_code, class: row.error_class, message: row.error_message },
    counted: row.counted,
    started_at: row.started_at,
    finished_at: row.finished_at,
    duration_seconds: secondsOf(row.duration_ms),
    queue_wait_seconds: secondsOf(row.queue_wait_ms),
    agent_version: row.agent_version,
    usage: row.usage,
  };
}

export function logPage(lines: readonly LogLine[], limit: number): LogsAnswer {
  const last = lines.at(-1);
  return {
    logs: lines.map(logItem),
    next_after: last && lines.length >= limit ? `${last.attempt}:${last.line_no}` : null,
  };
}

function logItem({ attempt, line_no: line, at, level, message }: LogLine): LogItem {
  const error = errorIn(message);
  return { attempt, line, at, level, message: valueOf(message), ...(error && { message_error: error }) };
}

/** The place that `next_after` names. */
export function logPlace(after: string): { attempt: number; line: number } {
  const [attempt = '0', line = '0'] = after.split(':');
  return { attempt: Number(attempt), line: Number(line) };
}

function secondsOf(ms: number | null): number | null {
  return ms === null ? null : ms / 1000;
}
