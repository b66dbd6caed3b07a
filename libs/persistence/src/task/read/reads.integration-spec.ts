import { uuidv7 } from '@cadre/crypto';
import { freshDatabase } from '@cadre/testing';
import { ArtifactStore } from '../../artifact/artifact.store';
import { InvalidCursorError } from '../../query/cursor';
import { unnamedStatement } from '../../database/statement';
import { EngineFixture } from '../../testing/engine-fixture';
import { newTask, StoreFixture, submissionOf, USER_ID } from '../../testing/store-fixture';
import { logLineAad, payloadAad } from '../payload-aad';
import { WAITING_FACTS } from './sql/waiting-facts.sql';
import type { LogLine } from './task-details';
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
      result: { kind: 'opened', value: { partial: true } },
      stack_trace: { kind: 'opened', value: 'at line 7' },
      dlq_id: expect.any(String),
      dlq_state: 'open',
      artifacts: [artifact],
      attempt_count: 1,
    });
  });

  it('says that a result has expired', async () => {
    const taskId = await store.task();
    await store.force(taskId, 'completed');
    expect(await reads.get(taskId, ALL)).toMatchObject({ result: { kind: 'absent' }, result_expired: true });
  });

  it('is there although nothing of it opens any more: a lost key, a damaged row, somebody else’s seal', async () => {
    const taskId = await store.task();
    await store.force(taskId, 'completed');
    const keep = (kind: string, sealed: string) =>
      store.sql(`INSERT INTO task_payloads (task_id, kind, sealed) VALUES ($1, $2, $3)`, taskId, kind, sealed);
    const lostKey = store.cipher.seal('{}', payloadAad('default', taskId, 'result')).replace(/^v1\.[^.]+/, 'v1.lost');
    await keep('result', lostKey);
    await keep('error', 'damaged');
    await store.sql(
      `UPDATE task_payloads SET sealed = $2 WHERE task_id = $1 AND kind = 'parameters'`,
      ...[taskId, store.cipher.seal('{}', payloadAad('acme', taskId, 'parameters'))],
    );
    await store.sql(`INSERT INTO task_logs VALUES ($1, 1, 0, now(), 'info', 'v1.cut.off')`, taskId);

    const unreadable = { kind: 'unreadable' };
    expect(await reads.get(taskId, ALL)).toMatchObject({
      ...{ status: 'completed', result: unreadable, result_expired: false, stack_trace: unreadable },
    });
    expect(await reads.parameters(taskId)).toEqual(unreadable);
    expect(await reads.logs(taskId, { limit: 9 })).toMatchObject([{ line_no: 0, message: unreadable }]);
  });

  it('takes a sealed text that is no JSON for unreadable', async () => {
    const taskId = await store.task();
    const sealed = store.cipher.seal('{"cut":', payloadAad('default', taskId, 'parameters'));
    await store.sql(`UPDATE task_payloads SET sealed = $2 WHERE task_id = $1`, taskId, sealed);
    expect(await reads.parameters(taskId)).toEqual({ kind: 'unreadable' });
    expect(await reads.parameters(uuidv7())).toEqual({ kind: 'absent' });
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
    expect(first.map(textOf)).toEqual(['line 1/0', 'line 1/1']);
    const rest = await reads.logs(taskId, { after: { attempt: 1, line: 1 }, limit: 2 });
    expect(rest.map(textOf)).toEqual(['line 2/0']);
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
  const ahead = async (taskId: string) => {
    const facts = await waiting(taskId);
    return [facts?.ahead, facts?.aheadEstimated];
  };

  it('counts what is more urgent, then what came earlier, over all lanes of the team', async () => {
    await store.task({ priority: 5, agentId: 'a' });
    await store.task({ priority: 7, agentId: 'a' });
    await store.task({ priority: 7, agentId: 'b', tenant: 'acme' });
    await store.task({ priority: 1, agentId: 'c', tenant: 'acme' });
    await store.task({ priority: 1, team: 'other' });
    const last = await store.task({ priority: 5, agentId: 'b' });
    await store.task({ priority: 5, agentId: 'b' });
    expect(await ahead(last)).toEqual([2, false]);
    const urgent = await store.task({ priority: 1, agentId: 'a' });
    expect(await ahead(urgent)).toEqual([1, false]);
    expect(await ahead(last)).toEqual([3, false]);
  });

  it('counts what is queued, stops at a thousand, and is nothing for a task that moved on', async () => {
    const ids = await engine.tasks(1_005);
    await store.sql(`UPDATE tasks SET status = 'queued', queued_at = now() WHERE task_id = $1`, ids[0]);
    expect(await ahead(ids[2] ?? '')).toEqual([2, false]);
    expect(await ahead(ids[1_000] ?? '')).toEqual([1_000, true]);
    expect(await ahead(ids.at(-1) ?? '')).toEqual([1_000, true]);
    const [read] = await reads.getMany([ids[1] ?? ''], ALL);
    await store.force(ids[1] ?? '', 'completed');
    expect(read && (await reads.waitingFacts(read))).toBeNull();
  });

  it('is estimated behind more lanes than anybody looks at', async () => {
    await store.sql(`INSERT INTO tasks (task_id, tenant, agent_id, team, submitted_by, priority, status, max_retries,
                                        retry_policy, available_at, timeout_seconds, soft_timeout_seconds)
                     SELECT gen_random_uuid(), 'tenant ' || n, 'echo', 'testing', gen_random_uuid(), 7, 'pending', 0,
                            '{}', now(), 60, 50 FROM generate_series(1, 2001) AS n`);
    expect(await ahead(await store.task({ priority: 5 }))).toEqual([0, true]);
  });

  it('costs the same however many wait', async () => {
    const last = await store.task({ priority: 5 });
    const touched = async (waitingTasks: number): Promise<number> => {
      await plantWaiting(waitingTasks);
      await store.sql('ANALYZE tasks');
      return pagesTouched(last);
    };
    const few = await touched(2_000);
    const many = await touched(60_000);
    expect(many).toBeLessThan(few * 2);
    expect(await ahead(last)).toEqual([1_000, true]);
  });

  /** Tasks of several lanes that all go before a normal one, in two priorities. */
  const plantWaiting = (count: number) =>
    store.sql(
      `INSERT INTO tasks (task_id, tenant, agent_id, team, submitted_by, priority, submit_no, status, max_retries,
                          retry_policy, available_at, timeout_seconds, soft_timeout_seconds)
       SELECT gen_random_uuid(), 'tenant ' || n % 7, 'agent ' || n % 5, 'testing', gen_random_uuid(), 3 + 2 * (n % 2),
              -nextval('task_submit_no'), 'pending', 0, '{}', now(), 60, 50
         FROM generate_series(1, $1) AS n`,
      count,
    );

  /** Pages the statement looks at by its plan for any task, which is what a connection has after a few calls. */
  const pagesTouched = (taskId: string): Promise<number> =>
    store.db.transaction(async (tx) => {
      await tx.execute(unnamedStatement('SET LOCAL plan_cache_mode = force_generic_plan'), []);
      const explain = `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${WAITING_FACTS.text}`;
      const [row] = await tx.query(unnamedStatement<Explained>(explain), [taskId, 15, 1_000]);
      const plan = row?.['QUERY PLAN'][0].Plan;
      return (plan?.['Shared Hit Blocks'] ?? 0) + (plan?.['Shared Read Blocks'] ?? 0);
    });
});

interface Explained {
  readonly 'QUERY PLAN': readonly [
    { readonly Plan: { readonly 'Shared Hit Blocks': number; readonly 'Shared Read Blocks': number } },
  ];
}

describe('a tenant’s share of the team', () => {
  beforeEach(() => store.sql(`UPDATE tenants SET max_share = 0.25 WHERE tenant = 'default'`));
  afterEach(() => store.sql(`UPDATE tenants SET max_share = NULL`));

  it('leaves room as long as dispatch would', async () => {
    await engine.worker('w1', 4);
    const ids = await engine.tasks(4);
    expect((await waiting(ids[3] ?? ''))?.tenantRoom).toBe(2);
    expect(await engine.dispatchAll(await engine.lead())).toHaveLength(2);
    expect((await waiting(ids[3] ?? ''))?.tenantRoom).toBe(0);
  });

  it('does not hold back those without one', async () => {
    await engine.worker('w1', 4);
    expect((await waiting(await store.task({ tenant: 'acme' })))?.tenantRoom).toBe(Infinity);
  });
});

/** The facts about a task as it stands. */
async function waiting(taskId: string) {
  const [task] = await reads.getMany([taskId], ALL);
  return task ? reads.waitingFacts(task) : null;
}

function textOf({ message }: LogLine): string | null {
  return message.kind === 'opened' ? message.value : null;
}

it('gathers what decides why a task waits', async () => {
  await engine.agent('limited', { max: 1, ratePerSecond: 1, burst: 4, tokens: 2 });
  await engine.worker();
  await engine.tasks(2, { agentId: 'limited' });
  const [started] = await engine.start(await engine.dispatchAll(await engine.lead()));
  const facts = await waiting(await store.task({ agentId: 'limited' }));
  expect(facts).toMatchObject({
    agent: { paused: false, maxConcurrent: 1, inFlight: 1, queued: 0 },
    holders: [started?.claim.taskId],
    ahead: 1,
    liveWorkers: 1,
  });
  const unknown = await store.task({ agentId: 'gone' });
  expect((await waiting(unknown))?.agent).toBeUndefined();
});

it.each([`status = 'draining'`, `status = 'gone'`, `drain_requested_at = now()`])(
  'counts on no worker that takes nothing any more: %s',
  async (change) => {
    await engine.worker();
    const taskId = await store.task();
    expect((await waiting(taskId))?.liveWorkers).toBe(1);
    await store.sql(`UPDATE workers SET ${change}`);
    expect((await waiting(taskId))?.liveWorkers).toBe(0);
  },
);
