import type { Installation } from '@cadre/testing';

/** One event of a task, as far as fault tests look. */
export interface TaskEvent {
  readonly seq: number;
  readonly type: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly lease_no: number;
  readonly at: Date;
  readonly data: Readonly<Record<string, unknown>> | null;
}

export interface TaskFacts {
  readonly status: string;
  readonly lease_no: number;
  readonly failures_counted: number;
  readonly error_code: string | null;
  readonly worker_id: string | null;
}

type Sql = Pick<Installation, 'sql'>;

export async function factsOf(installation: Sql, taskId: string): Promise<TaskFacts> {
  const [row] = await installation.sql<TaskFacts>('SELECT * FROM tasks WHERE task_id = $1', taskId);
  if (row === undefined) throw new TypeError(`there is no task ${taskId}`);
  return row;
}

export async function eventsOf(installation: Sql, taskId: string): Promise<TaskEvent[]> {
  return installation.sql<TaskEvent>(
    `SELECT seq, type, from_status AS "from", to_status AS "to", lease_no, at, data
     FROM task_events WHERE task_id = $1 ORDER BY seq`,
    taskId,
  );
}

export async function eventTypesOf(installation: Sql, taskId: string): Promise<string[]> {
  return (await eventsOf(installation, taskId)).map(({ type }) => type);
}

export async function statusOf(installation: Sql, taskId: string): Promise<string> {
  return (await factsOf(installation, taskId)).status;
}
