import type { Database } from '../database/database';
import { statement } from '../database/statement';
import type { VerifiedAttempt } from '../verify/sql/read-attempts.sql';
import type { VerifiedEvent } from '../verify/sql/read-events.sql';

/** What a planted row says; everything else is as in a healthy task of that status. */
export interface PlantedRow {
  readonly status: string;
  readonly event_seq?: number;
  readonly lease_no?: number;
  readonly has_lease?: boolean;
  readonly failures_counted?: number;
  readonly due_age?: number;
  readonly lease_overrun?: number;
}

const TERMINAL = ['completed', 'failed', 'timeout', 'cancelled'];
const LEASED = ['claimed', 'running'];

type RowParams = [string, string, number, number, boolean, number, boolean, number, number | null];

const INSERT_ROW = statement<RowParams>(
  'planted_row',
  `
INSERT INTO tasks (task_id, tenant, agent_id, team, submitted_by, priority, status, event_seq, lease_no, worker_id,
                   lease_token, failures_counted, max_retries, retry_policy, available_at, timeout_seconds,
                   soft_timeout_seconds, submitted_at, started_at, completed_at, lease_expires_at)
SELECT $1::uuid, 'default', 'echo', 'platform', gen_random_uuid(), 5, $2, $3, $4,
       CASE WHEN $5 THEN 'worker-1' END, CASE WHEN $5 THEN gen_random_uuid() END, $6, 3, '{}'::jsonb,
       now() - make_interval(secs => $8), 60, 50, now(),
       CASE WHEN $5 THEN now() END, CASE WHEN $7 THEN now() END, now() - make_interval(secs => $9)`,
);

const INSERT_EVENT = statement<[string, number, string, string | null, string | null, number, string | null]>(
  'planted_event',
  `
INSERT INTO task_events (task_id, seq, type, from_status, to_status, lease_no, actor, data)
VALUES ($1, $2, $3, $4, $5, $6, 'test', CASE WHEN $7::text IS NOT NULL THEN jsonb_build_object('error_class', $7::text) END)`,
);

const INSERT_ATTEMPT = statement<[string, number, string, boolean]>(
  'planted_attempt',
  `
INSERT INTO task_history (task_id, lease_no, agent_id, team, tenant, outcome, counted)
VALUES ($1, $2, 'echo', 'platform', 'default', $3, $4)`,
);

let planted = 0;

/** Ids in the order in which they were made. */
function nextTaskId(): string {
  planted += 1;
  return `01890000-0000-7000-8000-${planted.toString(16).padStart(12, '0')}`;
}

export interface Planted {
  readonly row: PlantedRow | null;
  readonly events: readonly VerifiedEvent[];
  readonly attempts?: readonly VerifiedAttempt[];
}

/** Writes a task as it is told, right or wrong; `row: null` leaves the row out. Answers its id. */
export async function plantTask(db: Database, { row, events, attempts = [] }: Planted): Promise<string> {
  const taskId = nextTaskId();
  if (row) await db.execute(INSERT_ROW, rowParams(taskId, row, events.length));
  for (const event of events) {
    const { seq, type, from_status: from, to_status: to, lease_no: lease, error_class: error } = event;
    await db.execute(INSERT_EVENT, [taskId, seq, type, from, to, lease, error]);
  }
  for (const { lease_no: lease, outcome, counted } of attempts) {
    await db.execute(INSERT_ATTEMPT, [taskId, lease, outcome, counted]);
  }
  return taskId;
}

function rowParams(taskId: string, row: PlantedRow, eventCount: number): RowParams {
  return [
    taskId,
    row.status,
    row.event_seq ?? eventCount,
    row.lease_no ?? 0,
    row.has_lease ?? LEASED.includes(row.status),
    row.failures_counted ?? 0,
    TERMINAL.includes(row.status),
    row.due_age ?? 1,
    row.lease_overrun ?? null,
  ];
}
