import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database, unnamedStatement } from '@cadre/persistence';
import { type FreshDatabase, freshDatabase } from '@cadre/testing';
import { Journal } from '../load/journal';
import type { LoadTask } from '../load/task-mix';
import { judgeAnswers } from './judge-answers';
import type { Finding } from './finding';
import { judgeJournal } from './judge-journal';
import { judgeEnds, judgeInvariants, type Promised } from './judge-tasks';

type Step = readonly [type: string, from: string | null, to: string, leaseNo: number];
type Attempt = readonly [outcome: string, counted: boolean];

interface Life {
  readonly task: Omit<LoadTask, 'key'>;
  readonly steps: readonly Step[];
  readonly attempts: readonly Attempt[];
}

const BORN: Step = ['submitted', null, 'pending', 0];
const begun = (leaseNo: number): Step[] => [
  ['queued', 'pending', 'queued', leaseNo - 1],
  ['started', 'queued', 'running', leaseNo],
];

/** What the load is made of, as it is on record when nothing went wrong. */
const LIVES = {
  good: {
    task: { request: {}, ends: 'completed', failures: 0 },
    steps: [BORN, ...begun(1), ['completed', 'running', 'completed', 1]],
    attempts: [['completed', false]],
  },
  flaky: {
    task: { request: {}, ends: 'completed', failures: 1 },
    steps: [
      ...[BORN, ...begun(1)],
      ...([
        ['retry_scheduled', 'running', 'retry', 1],
        ['due', 'retry', 'pending', 1],
      ] as const),
      ...begun(2),
      ['completed', 'running', 'completed', 2],
    ],
    attempts: [
      ['failed', true],
      ['completed', false],
    ],
  },
  doomed: {
    task: { request: {}, ends: 'failed', failures: 1_000 },
    steps: [BORN, ...begun(1), ['failed', 'running', 'failed', 1]],
    attempts: [['failed', true]],
  },
} as const satisfies Record<string, Life>;
export type LifeName = keyof typeof LIVES;

/** The end of a run that went well, as rows of a real database and a journal; a test may then spoil it. */
export class PlantedRun {
  readonly ids: Record<LifeName, string> = { good: '', flaky: '', doomed: '' };
  /** Kept in a file, too. */
  readonly journal: Journal;
  private readonly folder = mkdtempSync(join(tmpdir(), 'planted-run-'));
  private readonly promised: Promised[] = [];

  private constructor(
    private readonly database: FreshDatabase,
    private readonly db: Database,
  ) {
    this.journal = new Journal(join(this.folder, 'journal.jsonl'));
  }

  static async create(): Promise<PlantedRun> {
    const database = await freshDatabase();
    const run = new PlantedRun(database, new Database({ url: database.url, poolSize: 2 }));
    for (const name of Object.keys(LIVES) as LifeName[]) await run.plant(name);
    return run;
  }

  readonly sql = <Row>(text: string, ...params: unknown[]): Promise<Row[]> =>
    this.db.query(unnamedStatement<Row>(text), params);

  /** The names of the findings that do not hold. */
  async faults(): Promise<string[]> {
    const { db, sql, promised, journal } = this;
    const ids = promised.map(({ id }) => id);
    const findings = [
      ...(await judgeInvariants({ db }, ids)),
      ...(await judgeEnds({ sql }, promised, [])),
      ...judgeAnswers(journal, []),
    ];
    return findings.filter(({ holds }) => !holds).map(({ name }) => name);
  }

  /** What stands in the file, as `cadre doctor verify` finds it. */
  journalFinding(): Promise<Finding> {
    return judgeJournal(join(this.folder, 'journal.jsonl'), this.database.url);
  }

  /** A client repeats the request and hears this task's id. */
  repeat(name: LifeName, taskId: string): void {
    const about = { key: name, intent: 'repeat', at: 1, ms: 1, status: 201 } as const;
    this.journal.note({ ...about, outcome: 'ok', task_id: taskId }, { task_id: taskId });
  }

  async event(name: LifeName, seq: number, [type, from, to, leaseNo]: Step): Promise<void> {
    await this.sql(INSERT_EVENT, this.ids[name], seq, type, from, to, leaseNo);
  }

  async attempt(name: LifeName, leaseNo: number, [outcome, counted]: Attempt): Promise<void> {
    await this.sql(INSERT_ATTEMPT, this.ids[name], leaseNo, outcome, counted);
  }

  async close(): Promise<void> {
    await this.db.close();
    await this.database.drop();
    rmSync(this.folder, { recursive: true });
  }

  private async plant(name: LifeName): Promise<void> {
    const { task, steps, attempts }: Life = LIVES[name];
    const failures = attempts.filter(([, counted]) => counted).length;
    const [row] = await this.sql<{ id: string }>(INSERT_TASK, task.ends, steps.length, attempts.length, failures);
    const id = row?.id ?? '';
    this.ids[name] = id;
    for (const [index, step] of steps.entries()) await this.event(name, index + 1, step);
    for (const [index, attempt] of attempts.entries()) await this.attempt(name, index + 1, attempt);
    await this.sql(INSERT_KEY, name, `/api/v1/tasks/${id}`);
    if (task.ends === 'failed') await this.sql(INSERT_LETTER, id);
    this.promised.push({ task: { ...task, key: name }, id });
    this.repeat(name, id);
  }
}

const INSERT_TASK = `
INSERT INTO tasks (task_id, tenant, agent_id, team, submitted_by, priority, status, event_seq, lease_no, failures_counted,
                   max_retries, retry_policy, available_at, timeout_seconds, soft_timeout_seconds, completed_at)
VALUES (gen_random_uuid(), 'default', 'echo', 'platform', gen_random_uuid(), 5, $1, $2, $3, $4, 3, '{}', now(), 60, 50, now())
RETURNING task_id AS id`;

const INSERT_EVENT = `
INSERT INTO task_events (task_id, seq, type, from_status, to_status, lease_no, actor)
VALUES ($1, $2, $3, $4, $5, $6, 'planted')`;

const INSERT_ATTEMPT = `
INSERT INTO task_history (task_id, lease_no, agent_id, team, tenant, worker_id, outcome, counted, started_at)
VALUES ($1, $2, 'echo', 'platform', 'default', 'worker-1-1', $3, $4, now())`;

const INSERT_KEY = `
INSERT INTO idempotency_keys (principal, route, key, body_hash, state, status_code, sealed_answer, location)
VALUES (gen_random_uuid(), 'POST /tasks', $1, '', 'done', 201, '', $2)`;

const INSERT_LETTER = `
INSERT INTO dlq_tasks (dlq_id, task_id, agent_id, team, tenant, error_code, error_class, error_message, fingerprint,
                       attempts, retry_count, submitted_at)
VALUES (gen_random_uuid(), $1, 'echo', 'platform', 'default', 'E', 'permanent', 'as asked', 'f', 1, 0, now())`;
