import { uuidv7 } from '@cadre/crypto';
import { freshDatabase } from '@cadre/testing';
import { ArtifactStore } from '../../artifact/artifact.store';
import { InvalidCursorError } from '../../query/cursor';
import { EngineFixture } from '../../testing/engine-fixture';
import { newTask, StoreFixture, submissionOf, USER_ID } from '../../testing/store-fixture';
import { logLineAad, payloadAad } from '../payload-aad';
import type { TaskListQuery } from './task-list-query';
import { TaskReadStore } from './task-read.store';

let store: StoreFixture;
let engine: EngineFixture;
let reads: TaskReadStore;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await freshDatabase();
  store = new StoreFixture(database.url);
  engine = new EngineFixture(database.url);
  reads = new TaskReadStore(store.db, store.cipher, store.keyedHash);
  drop = () => database.drop();
});
afterAll(async () => {
  await store.close();
  await engine.close();
  await drop();
});
beforeEach(async () => {
  await engine.clear();
  await engine.agent('echo');
});

const ALL = { kind: 'all' } as const;

describe('one task', () => {
  it('shows its result, its files, its dead letter and its last stack trace', async () => {
    const taskId = await store.task();
    await store.force(taskId, 'failed');
    const seal = (kind: 'result' | 'error', text: string) =>
      store.sql(
        `INSERT INTO task_payloads (task_id, kind, sealed) VALUES ($1, $2, $3)`,
        ...[taskId, kind, store.cipher.seal(text, payloadAad('default', taskId, kind))],
      );
    await seal('result', '{"partial":true}');
    await seal('error', 'at line 7');
    await store.sql(
      `INSERT INTO dlq_tasks (dlq_id, task_id, agent_id, team, tenant, error_code, error_class, error_message,
              fingerprint, attempts, retry_count, submitted_at)
       VALUES ($1, $2, 'echo', 'testing', 'default', 'E', 'permanent', 'm', 'f', 1, 0, now())`,
      ...[uuidv7(), taskId],
    );
    const artifact = {
      ...{ artifact_id: uuidv7(), tenant: 'default', owner_id: USER_ID, task_id: taskId, lease_no: 1 },
      ...{ agent_id: 'echo', kind: 'report', name: 'r.json', size: 3, sha256: 'abc', content_type: 'application/json' },
    };
    await new ArtifactStore(store.db).insert([artifact]);

    expect(await reads.get(taskId, ALL)).toMatchObject({
      status: 'failed',
      result: { partial: true },
      stack_trace: 'at line 7',
      dlq_id: expect.any(String),
      dlq_state: 'open',
      artifacts: [artifact],
      attempt_count: 1,
    });
  });

  it('says that a result has expired', async () => {
    const taskId = await store.task();
    await store.force(taskId, 'completed');
    expect(await reads.get(taskId, ALL)).toMatchObject({ result: undefined, result_expired: true });
  });

  it('counts as retries only the attempts that followed a counted failure', async () => {
    const taskId = await store.task();
    await store.sql(`UPDATE tasks SET lease_no = 4 WHERE task_id = $1`, taskId);
    const attempt = (no: number, outcome: string, counted: boolean) =>
      store.sql(
        `INSERT INTO task_history (task_id, lease_no, agent_id, team, tenant, outcome, counted)
         VALUES ($1, $2, 'echo', 'testing', 'default', $3, $4)`,
        ...[taskId, no, outcome, counted],
      );
    await attempt(1, 'failed', true);
    await attempt(2, 'handed_back', false);
    await attempt(3, 'worker_lost', true);
    await attempt(4, 'failed', true);
    expect(await reads.get(taskId, ALL)).toMatchObject({ retry_count: 2, attempt_count: 4 });
    expect((await reads.attempts(taskId)).map((row) => row.outcome)).toEqual([
      'failed',
      'handed_back',
      'worker_lost',
      'failed',
    ]);
  });

  it('lists the attempt under way last', async () => {
    const { claim } = await engine.running();
    expect(await reads.attempts(claim.taskId)).toEqual([
      expect.objectContaining({ lease_no: 1, worker_id: 'w1', outcome: null, finished_at: null }),
    ]);
  });

  it.each([
    ['another tenant', { kind: 'tenant', tenant: 'acme' } as const],
    ['another user', { kind: 'own', userId: uuidv7() } as const],
  ])('does not exist for %s', async (_who, visibility) => {
    expect(await reads.get(await store.task(), visibility)).toBeNull();
  });

  it('exists for its tenant and its submitter', async () => {
    const taskId = await store.task();
    expect(await reads.get(taskId, { kind: 'tenant', tenant: 'default' })).not.toBeNull();
    expect(await reads.get(taskId, { kind: 'own', userId: USER_ID })).not.toBeNull();
  });
});

describe('events and logs', () => {
  it('come after the number that was asked for, of one task and of many', async () => {
    const { claim } = await engine.running();
    const taskId = claim.taskId;
    expect((await reads.events(taskId, { afterSeq: 1, limit: 10 })).map((event) => event.type)).toEqual([
      'queued',
      'started',
    ]);
    const other = await store.task();
    const many = await reads.eventsOfMany(
      [
        { taskId, afterSeq: 2 },
        { taskId: other, afterSeq: 0 },
      ],
      10,
    );
    expect(many.map((event) => `${event.task_id} ${event.seq}`).sort()).toEqual([`${taskId} 3`, `${other} 1`].sort());
    expect(await reads.eventsOfMany([], 10)).toEqual([]);
  });

  it('opens log lines and pages through them', async () => {
    const taskId = await store.task();
    for (const [attempt, line] of [
      [1, 0],
      [1, 1],
      [2, 0],
    ] as const) {
      const sealed = store.cipher.seal(`line ${attempt}/${line}`, logLineAad('default', taskId, attempt, line));
      await store.sql(
        `INSERT INTO task_logs VALUES ($1, $2, $3, now(), 'info', $4)`,
        ...[taskId, attempt, line, sealed],
      );
    }
    const first = await reads.logs(taskId, { limit: 2 });
    expect(first.map((line) => line.message)).toEqual(['line 1/0', 'line 1/1']);
    const rest = await reads.logs(taskId, { after: { attempt: 1, line: 1 }, limit: 2 });
    expect(rest.map((line) => line.message)).toEqual(['line 2/0']);
    expect(await reads.logs(taskId, { attempt: 2, limit: 9 })).toHaveLength(1);
  });
});

describe('lists', () => {
  async function list(query: Partial<TaskListQuery>) {
    return reads.list({ visibility: ALL, filter: {}, limit: 50, ...query });
  }

  it('narrow by every filter', async () => {
    const wanted = newTask({ agentId: 'writer', team: 'marketing', priority: 1, tags: ['x', 'y'], tenant: 'acme' });
    const before = new Date(Date.now() - 1_000);
    await store.submissions.submit(submissionOf([newTask(), wanted, newTask()]));
    const filters: TaskListQuery['filter'][] = [
      { agent_id: 'writer' },
      { team: 'marketing' },
      { priority: [1, 3] },
      { tag: 'y' },
      { agent_id: 'writer', status: ['pending', 'queued'], submitted_by: USER_ID, since: before },
      { q: wanted.taskId },
      { q: 'WRIT' },
    ];
    for (const filter of filters) {
      expect((await list({ filter })).tasks.map((task) => task.task_id)).toEqual([wanted.taskId]);
    }
    expect((await list({ filter: { until: before } })).tasks).toEqual([]);
    expect((await list({ visibility: { kind: 'tenant', tenant: 'acme' } })).total).toBe(1);
    expect((await list({ visibility: { kind: 'own', userId: uuidv7() } })).total).toBe(0);
  });

  it('search takes % and _ for themselves and never looks into payloads', async () => {
    await store.task({ tags: ['100%'], parameters: { hidden: 'needle' } });
    await store.task({ tags: ['1000'], metadata: { note: 'a_b' } });
    expect((await list({ filter: { q: '100%' } })).total).toBe(1);
    expect((await list({ filter: { q: 'a_b' } })).total).toBe(1);
    expect((await list({ filter: { q: 'a%b' } })).total).toBe(0);
    expect((await list({ filter: { q: 'needle' } })).total).toBe(0);
    expect((await list({ filter: { q: `'; DROP TABLE tasks; --` } })).total).toBe(0);
  });

  it.each(['submitted_at', 'updated_at', 'completed_at', 'priority'] as const)(
    'page by cursor through all tasks once, sorted by %s in both directions',
    async (field) => {
      const tasks = Array.from({ length: 7 }, (_, index) => newTask({ priority: [1, 3, 5][index % 3] ?? 7 }));
      await store.submissions.submit(submissionOf(tasks));
      await store.force(tasks[2]?.taskId ?? '', 'completed');
      for (const direction of ['asc', 'desc'] as const) {
        const seen: string[] = [];
        let cursor: string | null = '';
        while (cursor !== null) {
          const page: Awaited<ReturnType<typeof list>> = await list({ sort: { field, direction }, limit: 3, cursor });
          seen.push(...page.tasks.map((task) => task.task_id));
          if (cursor === '') await store.task({ priority: 5 });
          cursor = page.next_cursor;
        }
        const fresh = seen.filter((id) => !tasks.some((task) => task.taskId === id));
        expect(new Set(seen).size).toBe(seen.length);
        expect(seen.length - fresh.length).toBe(7);
      }
    },
  );

  it('page by offset with a total', async () => {
    await store.submissions.submit(submissionOf(Array.from({ length: 5 }, () => newTask())));
    const page = await list({ limit: 2, offset: 4 });
    expect([page.tasks.length, page.total, page.total_estimated]).toEqual([1, 5, false]);
  });

  it('refuse a cursor that was altered, or issued for another list or another person', async () => {
    await store.submissions.submit(submissionOf([newTask(), newTask()]));
    const { next_cursor: cursor } = await list({ limit: 1 });
    for (const query of [
      { cursor: `x${cursor}` },
      { cursor: 'nonsense' },
      { cursor: cursor ?? '', filter: { team: 'testing' } },
      { cursor: cursor ?? '', sort: { field: 'priority', direction: 'asc' } as const },
      { cursor: cursor ?? '', visibility: { kind: 'own', userId: USER_ID } as const },
    ]) {
      await expect(list({ limit: 1, ...query })).rejects.toBeInstanceOf(InvalidCursorError);
    }
  });
});

describe('the place in the queue', () => {
  it('counts what is more urgent, then what came earlier, over all lanes of the team', async () => {
    await store.task({ priority: 5, agentId: 'a' });
    await store.task({ priority: 7, agentId: 'b', tenant: 'acme' });
    await store.task({ priority: 1, agentId: 'c', tenant: 'acme' });
    await store.task({ priority: 1, team: 'other' });
    const last = await store.task({ priority: 5, agentId: 'b' });
    expect(await reads.position(last)).toEqual({ position: 3, estimated: false });
    const urgent = await store.task({ priority: 1, agentId: 'a' });
    expect(await reads.position(urgent)).toEqual({ position: 2, estimated: false });
    expect(await reads.position(last)).toEqual({ position: 4, estimated: false });
  });

  it('counts what is queued, stops at a thousand, and is nothing for a task that does not wait', async () => {
    const ids = await engine.tasks(1_005);
    await store.sql(`UPDATE tasks SET status = 'queued', queued_at = now() WHERE task_id = $1`, ids[0]);
    expect(await reads.position(ids[2] ?? '')).toEqual({ position: 3, estimated: false });
    expect(await reads.position(ids.at(-1) ?? '')).toEqual({ position: 1_001, estimated: true });
    await store.force(ids[1] ?? '', 'completed');
    expect(await reads.position(ids[1] ?? '')).toBeNull();
  });
});

it('gathers what decides why a task waits', async () => {
  await engine.agent('limited', { max: 1, ratePerSecond: 1, burst: 4, tokens: 2 });
  await engine.worker();
  await engine.tasks(2, { agentId: 'limited' });
  const [started] = await engine.start(await engine.dispatchAll(await engine.lead()));
  const waiting = await store.task({ agentId: 'limited' });
  const facts = await reads.waitingFacts(waiting);
  expect(facts).toMatchObject({
    agent: { paused: false, maxConcurrent: 1, inFlight: 1, queued: 0 },
    holders: [started?.claim.taskId],
    ahead: 1,
    liveWorkers: 1,
  });
  expect(await reads.waitingFacts(uuidv7())).toBeNull();
  const unknown = await store.task({ agentId: 'gone' });
  expect((await reads.waitingFacts(unknown))?.agent).toBeUndefined();
});

it.each([`status = 'draining'`, `status = 'gone'`, `drain_requested_at = now()`])(
  'counts on no worker that takes nothing any more: %s',
  async (change) => {
    await engine.worker();
    const waiting = await store.task();
    expect((await reads.waitingFacts(waiting))?.liveWorkers).toBe(1);
    await store.sql(`UPDATE workers SET ${change}`);
    expect((await reads.waitingFacts(waiting))?.liveWorkers).toBe(0);
  },
);
