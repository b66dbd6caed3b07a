import { createKeyedHash, generateKeyMaterial, KeyRing, PayloadCipher, uuidv7, type KeyedHash } from '@cadre/crypto';
import { DEFAULT_RETRY_POLICY } from '@cadre/domain';
import type { Origin } from '../audit/origin';
import { Database } from '../database/database';
import { unnamedStatement } from '../database/statement';
import type { IdempotencyRequest } from '../idempotency/idempotency';
import type { NewTask, TaskResult } from '../task/new-task';
import type { Submission } from '../task/submission/submission';
import { TaskSubmissionStore } from '../task/submission/task-submission.store';

export const USER_ID = '00000000-0000-7000-8000-000000000001';

/** A person at a desk. */
export const ORIGIN: Origin = {
  userId: USER_ID,
  tenant: 'default',
  email: 'ada@example.com',
  ipAddress: '192.0.2.7',
  userAgent: 'spec',
  correlationId: 'c-1',
};

/** Everybody's tasks, in the name of the person above. */
export const COMMANDER = { origin: ORIGIN, visibility: { kind: 'all' } } as const;

/** A database with its keys, and the few words a spec needs to fill it. */
export class StoreFixture {
  readonly db: Database;
  readonly cipher: PayloadCipher;
  readonly keyedHash: KeyedHash;
  readonly submissions: TaskSubmissionStore;

  constructor(
    readonly url: string,
    ring = new KeyRing(generateKeyMaterial(['testing'])),
  ) {
    this.db = new Database({ url, poolSize: 20 });
    this.cipher = new PayloadCipher(ring);
    this.keyedHash = createKeyedHash(ring);
    this.submissions = new TaskSubmissionStore(this.db, this.cipher);
  }

  sql<Row>(text: string, ...params: unknown[]): Promise<Row[]> {
    return this.db.query(unnamedStatement<Row>(text), params);
  }

  /** Accepts one task; answers its id. */
  async task(values: Partial<NewTask> = {}): Promise<string> {
    const task = newTask(values);
    await this.submissions.submit(submissionOf(task));
    return task.taskId;
  }

  /** Puts a task where a spec wants it, past every rule. */
  async force(taskId: string, status: string): Promise<void> {
    await this.sql(
      `UPDATE tasks SET status = $2, lease_no = 1, worker_id = 'w1', lease_token = gen_random_uuid(),
              completed_at = CASE WHEN $2 IN ('completed', 'failed', 'timeout', 'cancelled') THEN now() END
        WHERE task_id = $1`,
      taskId,
      status,
    );
  }

  async statusOf(taskId: string): Promise<string | undefined> {
    const [row] = await this.sql<{ status: string }>(`SELECT status FROM tasks WHERE task_id = $1`, taskId);
    return row?.status;
  }

  /** `type from>to` of each event, in order of their numbers. */
  async eventsOf(taskId: string): Promise<string[]> {
    const rows = await this.sql<{ line: string }>(
      `SELECT type || coalesce(' ' || coalesce(from_status, '') || '>' || to_status, '') AS line
         FROM task_events WHERE task_id = $1 ORDER BY seq`,
      taskId,
    );
    return rows.map((row) => row.line);
  }

  async count(table: string): Promise<number> {
    const [row] = await this.sql<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`);
    return row?.count ?? -1;
  }

  async close(): Promise<void> {
    await this.db.close();
  }
}

/** A valid task; a spec states only what matters to it. */
export function newTask(values: Partial<NewTask> = {}): NewTask {
  return {
    taskId: uuidv7(),
    tenant: 'default',
    agentId: 'echo',
    team: 'testing',
    submittedBy: USER_ID,
    submittedByEmail: 'ada@example.com',
    priority: 5,
    executeAt: null,
    expiresAt: null,
    ttlSeconds: null,
    retryPolicy: DEFAULT_RETRY_POLICY,
    timeoutSeconds: 60,
    softTimeoutSeconds: 50,
    dedupeKey: null,
    tags: [],
    metadata: null,
    inputArtifacts: [],
    parentTaskId: null,
    retriedFrom: null,
    agentVersion: null,
    traceParent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    parameters: { message: 'hello' },
    ...values,
  };
}

/** A submission of one or many tasks without a key. */
export function submissionOf(tasks: NewTask | readonly NewTask[], values: Partial<Submission> = {}): Submission {
  return { tasks: [tasks].flat(), atomic: false, origin: ORIGIN, ...values };
}

/** A submission under an idempotency key. */
export function keyedSubmission(task: NewTask, key: string, bodyHash = 'hash'): Submission {
  return submissionOf(task, { idempotency: { request: keyRequest(key, bodyHash), answer: answerOf } });
}

export function keyRequest(key: string, bodyHash = 'hash'): IdempotencyRequest {
  return { principal: USER_ID, route: 'POST /tasks', key, bodyHash };
}

function answerOf(results: readonly TaskResult[]) {
  const ids = results.map((result) => ('taskId' in result ? result.taskId : null));
  return { statusCode: 201, body: { task_ids: ids }, location: `/api/v1/tasks/${ids[0] ?? ''}` };
}
