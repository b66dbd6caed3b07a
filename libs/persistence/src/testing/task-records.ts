import type { VerifiedAttempt } from '../verify/sql/read-attempts.sql';
import type { VerifiedEvent } from '../verify/sql/read-events.sql';
import type { VerifiedRow } from '../verify/sql/read-task-page.sql';
import type { TaskRecord } from '../verify/task-record';

const TASK_ID = '01890000-0000-7000-8000-000000000001';

/** A pending task that nothing is wrong with. */
export function row(changes: Partial<VerifiedRow> = {}): VerifiedRow {
  return {
    task_id: TASK_ID,
    tenant: 'default',
    team: 'platform',
    agent_id: 'echo',
    status: 'pending',
    event_seq: 1,
    lease_no: 0,
    has_lease: false,
    failures_counted: 0,
    max_retries: 3,
    timeout_seconds: 60,
    due_age: 1,
    queued_age: null,
    started_age: null,
    lease_overrun: null,
    expiry_overrun: null,
    cancel_age: null,
    ...changes,
  };
}

/** `'started queued>running 1'`: type, move, lease; `'changed 1'` is an annotation. Numbered from 1. */
export function events(...steps: readonly string[]): VerifiedEvent[] {
  return steps.map((step, index) => {
    const [type = '', ...rest] = step.split(' ');
    const [from, to] = rest.find((part) => part.includes('>'))?.split('>') ?? [];
    return {
      task_id: TASK_ID,
      seq: index + 1,
      type,
      from_status: from || null,
      to_status: to ?? null,
      lease_no: Number(rest.find((part) => /^\d+$/.test(part)) ?? 0),
      error_class: rest.find((part) => part.startsWith('!'))?.slice(1) ?? null,
    };
  });
}

export function attempt(leaseNo: number, outcome = 'completed', counted = false): VerifiedAttempt {
  return { task_id: TASK_ID, lease_no: leaseNo, outcome, counted };
}

/** A task that lost a worker, was handed back once, and completed. */
export function eventful(): TaskRecord {
  return {
    row: row({ status: 'completed', event_seq: 12, lease_no: 3, failures_counted: 1 }),
    events: events(
      'submitted >pending',
      'queued pending>queued',
      'started queued>running 1',
      'retry_scheduled running>retry 1 !worker_lost',
      'due retry>pending 1',
      'queued pending>queued 1',
      'started queued>running 2',
      'handed_back running>pending 2',
      'queued pending>queued 2',
      'changed 2',
      'started queued>running 3',
      'completed running>completed 3',
    ),
    attempts: [attempt(1, 'worker_lost', true), attempt(2, 'handed_back'), attempt(3)],
  };
}
