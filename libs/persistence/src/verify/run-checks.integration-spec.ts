import { type FreshDatabase, freshDatabase } from '@cadre/testing';
import { Database } from '../database/database';
import { unnamedStatement } from '../database/statement';
import type { CheckId, CheckReport } from './check-report';
import { testCalendar } from '../testing/test-calendar';
import { type CheckOptions, runChecks } from './run-checks';

const TOOLS = { calendar: testCalendar };
import { plantTask, type Planted } from '../testing/plant-task';
import { attempt, eventful, events } from '../testing/task-records';

const BORN = 'submitted >pending';
const NOBODY = '01890000-ffff-7000-8000-000000000000';

describe('runChecks', () => {
  let fresh: FreshDatabase;
  let db: Database;
  const sql = (text: string): Promise<unknown> => db.query(unnamedStatement(text), []);

  beforeAll(async () => {
    fresh = await freshDatabase();
    db = new Database({ url: fresh.url, poolSize: 2 });
    // What the schema refuses must be planted all the same: the checks do not rely on it.
    await sql('ALTER TABLE task_events DROP CONSTRAINT task_events_legal_move');
  });

  afterAll(async () => {
    await db.close();
    await fresh.drop();
  });

  afterEach(empty);

  /** Faster than TRUNCATE, which rewrites every partition. */
  async function empty(): Promise<void> {
    const tables = ['tasks', 'task_events', 'task_history', 'workers', 'agents', 'agent_limits'];
    for (const table of tables) await sql(`DELETE FROM ${table}`);
  }

  /** A healthy task that has seen most of what a task can see. */
  const healthy = (): Planted => ({ ...eventful(), row: { status: 'completed', lease_no: 3, failures_counted: 1 } });
  const plant = (...tasks: Planted[]): Promise<string[]> => Promise.all(tasks.map((task) => plantTask(db, task)));

  async function violations(options: CheckOptions = {}): Promise<Partial<Record<CheckId, CheckReport['examples']>>> {
    const reports = await runChecks(db, TOOLS, options);
    return Object.fromEntries(reports.filter((each) => each.violations > 0).map((each) => [each.check, each.examples]));
  }

  it('reports twelve checks in an empty database: some saw nothing, the others say why they do not apply', async () => {
    const reports = await runChecks(db, TOOLS);
    expect(reports.map(({ check, checked, violations: found }) => [check, checked, found])).toEqual(
      Array.from({ length: 12 }, (_, index) => [`C${index + 1}`, 0, 0]),
    );
    const unbuilt = reports.filter(({ notApplicable }) => notApplicable !== null);
    expect(unbuilt.map(({ check, notApplicable }) => `${check}: ${notApplicable}`)).toEqual([
      'C7: this version keeps no record of effects',
      'C12: this version sends no notifications',
    ]);
  });

  it('does not pass over a part that it cannot check', async () => {
    await sql('CREATE TABLE effects ()');
    const reports = await runChecks(db, TOOLS);
    await sql('DROP TABLE effects');
    expect(reports.find(({ check }) => check === 'C7')).toMatchObject({
      notApplicable: null,
      examples: [{ taskId: null, problem: 'table effects is there, and this program cannot check it' }],
    });
  });

  it('finds nothing wrong with healthy tasks, whatever the size of a page', async () => {
    const ids = await plant(...Array.from({ length: 7 }, healthy));
    const running = await plant({
      row: { status: 'running', lease_no: 1, lease_overrun: -20 },
      events: events(BORN, 'queued pending>queued', 'started queued>running 1'),
    });
    for (const pageSize of [1, 2, 4, 8, 100]) {
      const reports = await runChecks(db, TOOLS, { journal: [...ids, ...running], pageSize });
      expect(reports.map((each) => each.examples).flat()).toEqual([]);
      expect(reports.slice(0, 6).map((each) => each.checked)).toEqual([16, 8, 8, 8, 8, 8]);
    }
  });

  it('C1 fails for an accepted task that does not exist, and for a journal that is none', async () => {
    const [id = ''] = await plant(healthy());
    expect(await violations({ journal: [id, NOBODY, 'oops'], pageSize: 1 })).toEqual({
      C1: [
        { taskId: NOBODY, problem: 'was accepted by the client’s journal and does not exist' },
        { taskId: null, problem: 'the journal holds "oops", which is not a task id' },
      ],
    });
  });

  it('C1 fails without a journal for a task that vanished before its end, not for one that was cleared away', async () => {
    const { events: finished } = eventful();
    const [, lost] = await plant({ row: null, events: finished }, { row: null, events: events(BORN) });
    expect(await violations({ pageSize: 1 })).toEqual({
      C1: [{ taskId: lost, problem: 'has events, none of them an end, and does not exist' }],
    });
  });

  it('C2 fails for a lease that ran out long ago', async () => {
    const [id] = await plant({
      row: { status: 'running', lease_no: 1, lease_overrun: 500 },
      events: events(BORN, 'queued pending>queued', 'started queued>running 1'),
    });
    expect(await violations()).toEqual({
      C2: [{ taskId: id, problem: expect.stringMatching(/^is still running and its lease ran out 50\d s ago$/) }],
    });
    expect(await violations({ recoverySeconds: 600 })).toEqual({});
  });

  it('C2 fails for a task that waits while nothing is in its way', async () => {
    const [id] = await plant({ row: { status: 'pending', due_age: 1000 }, events: events(BORN) });
    expect(await violations()).toEqual({});
    await sql(`INSERT INTO agents (agent_id, agent_name, team, description, executor, schema, definition, version)
               VALUES ('echo', 'Echo', 'platform', '', 'builtin', '{}', '{}', '1')`);
    await sql(`INSERT INTO agent_limits (agent_id, team, max_concurrent_tasks) VALUES ('echo', 'platform', 5)
               ON CONFLICT DO NOTHING`);
    await sql(`INSERT INTO workers (worker_id, team, host, pid, version, slots, busy, started_at, last_heartbeat_at)
               VALUES ('w', 'platform', 'h', 1, '1', 10, 9, now(), now())`);
    expect(await violations()).toEqual({
      C2: [{ taskId: id, problem: expect.stringMatching(/^should have been dispatched/) }],
    });
    await sql(`UPDATE agent_limits SET paused = true`);
    expect(await violations()).toEqual({});
  });

  it('C2 fails for every open task when all should have ended', async () => {
    const [, id] = await plant(healthy(), { row: { status: 'pending' }, events: events(BORN) });
    expect(await violations({ expectFinished: true })).toEqual({ C2: [{ taskId: id, problem: 'is still pending' }] });
  });

  it('C3 fails for a finished task without an end in its events', async () => {
    const found = await violationsOf({ row: { status: 'cancelled' }, events: events(BORN) });
    expect(found.C3).toEqual(['is cancelled and should have 1 ends in its events; found: none']);
  });

  it('C3 fails when the index is gone, and then for a second end', async () => {
    await sql('DROP INDEX task_events_one_end');
    const ends = events(BORN, 'cancelled pending>cancelled', 'cancelled pending>cancelled');
    const found = await violationsOf({ row: { status: 'cancelled' }, events: ends });
    await empty();
    await sql(`CREATE UNIQUE INDEX task_events_one_end ON task_events (task_id)
                WHERE to_status IN ('completed', 'failed', 'timeout', 'cancelled')`);
    expect(found.C3).toContain('task_events has no unique index that refuses a second end');
    expect(found.C3).toContain(
      'is cancelled and should have 1 ends in its events; found: cancelled (event 2), cancelled (event 3)',
    );
  });

  it('C4 fails for a row that moved without an event', async () => {
    const found = await violationsOf({ row: { status: 'queued' }, events: events(BORN) });
    expect(found).toEqual({ C4: ['is queued, but its events lead to pending'] });
  });

  it('C4 fails for an illegal move, a gap, and a move after the end', async () => {
    const illegal = { row: { status: 'waiting' }, events: events(BORN, 'waiting pending>waiting') };
    expect((await violationsOf(illegal)).C4).toEqual([
      'has event 2, waiting from pending to waiting, which is no legal move',
    ]);
    const gap = events(BORN, 'changed', 'queued pending>queued').filter(({ type }) => type !== 'changed');
    expect((await violationsOf({ row: { status: 'queued', event_seq: 3 }, events: gap })).C4).toEqual([
      'has event 3 right after event 1',
    ]);
    const revived = events(BORN, 'cancelled pending>cancelled', 'queued pending>queued');
    expect((await violationsOf({ row: { status: 'queued' }, events: revived })).C4).toEqual([
      'has event 3, queued from pending to queued, after its end as cancelled',
    ]);
  });

  it('C5 fails for too many failures or leases, and for attempts that are not on record', async () => {
    const { events: log, attempts } = eventful();
    const row = { status: 'completed', lease_no: 101, failures_counted: 5 };
    expect((await violationsOf({ row, events: log, attempts: attempts.slice(1) })).C5).toEqual([
      'counts 5 failures with 3 retries allowed',
      'had 101 leases; 100 are the most',
      'ended attempt 1, which is not on record',
      'counts 5 failures, but 0 attempts on record count as one',
    ]);
  });

  it('C5 fails for a lost worker that is on record as something else', async () => {
    const attempts = [attempt(1, 'failed', true), attempt(2, 'handed_back'), attempt(3)];
    expect(await violationsOf({ ...healthy(), attempts })).toEqual({
      C5: ['lost the worker of attempt 1, which is on record as failed'],
    });
  });

  it('C6 fails for a second live lease, a number used again, and a lease that outlived its attempt', async () => {
    const twice = events(BORN, 'queued pending>queued', 'started queued>running 1', 'started queued>running 2');
    expect((await violationsOf({ row: { status: 'running', lease_no: 2 }, events: twice })).C6).toEqual([
      'was granted lease 2 (event 4) while lease 1 was live',
    ]);
    const again = events(BORN, 'started queued>running 1', 'handed_back running>pending 1', 'started queued>running 1');
    expect((await violationsOf({ row: { status: 'running', lease_no: 1 }, events: again })).C6).toEqual([
      'was granted lease 1 (event 4) after lease 1',
    ]);
    expect(await violationsOf({ row: { status: 'pending', has_lease: true }, events: events(BORN) })).toEqual({
      C6: ['is pending and still has a lease'],
    });
  });

  it('C9 fails for what stands queued although somebody could take it', async () => {
    const [id] = await plant({ row: { status: 'queued' }, events: events(BORN, 'queued pending>queued') });
    await sql(`UPDATE tasks SET queued_at = now() - interval '400 seconds'`);
    await plant({ row: { status: 'queued' }, events: events(BORN, 'queued pending>queued') });
    expect((await violations()).C9).toBeUndefined();
    await sql(`INSERT INTO workers (worker_id, team, host, pid, version, slots, busy, started_at, last_heartbeat_at)
               VALUES ('w', 'platform', 'h', 1, '1', 10, 9, now(), now())`);
    expect((await violations()).C9).toEqual([
      { taskId: id, problem: expect.stringMatching(/^stands queued for 40\d s while team platform has a free slot$/) },
    ]);
    await sql('UPDATE workers SET busy = slots');
    expect((await violations()).C9).toBeUndefined();
  });

  it('C11 fails for a key whose task is not there, and when a key could be taken twice', async () => {
    const [id = ''] = await plant(healthy());
    for (const [key, task] of Object.entries({ kept: id, lost: NOBODY })) {
      await sql(`INSERT INTO idempotency_keys (principal, route, key, body_hash, state, status_code, sealed_answer, location)
                 VALUES ('${NOBODY}', 'POST /tasks', '${key}', '', 'done', 201, '', '/api/v1/tasks/${task}'),
                        ('${NOBODY}', 'POST /users', '${key}', '', 'done', 201, '', '/api/v1/users/${NOBODY}')`);
    }
    expect(await violations()).toEqual({
      C11: [{ taskId: NOBODY, problem: 'does not exist, and the key "lost" of POST /tasks leads to it' }],
    });
    await sql(`DELETE FROM idempotency_keys WHERE key = 'lost'`);
    await sql('ALTER TABLE idempotency_keys DROP CONSTRAINT idempotency_keys_pkey');
    const found = await violations();
    await sql('ALTER TABLE idempotency_keys ADD PRIMARY KEY (principal, route, key)');
    await sql('DELETE FROM idempotency_keys');
    expect(found).toEqual({
      C11: [{ taskId: null, problem: 'idempotency_keys has no unique index that refuses a key twice' }],
    });
  });

  it('counts all violations and shows the first few', async () => {
    await plant(...Array.from({ length: 5 }, () => ({ row: { status: 'queued' }, events: events(BORN) })));
    const reports = await runChecks(db, TOOLS, { maxExamples: 2 });
    const c4 = reports.find(({ check }) => check === 'C4');
    expect(c4).toMatchObject({ checked: 5, violations: 5 });
    expect(c4?.examples).toHaveLength(2);
  });

  /** The problems of one planted task, alone in the database. */
  async function violationsOf(task: Planted): Promise<Partial<Record<CheckId, string[]>>> {
    await empty();
    await plantTask(db, task);
    const found = Object.entries(await violations());
    return Object.fromEntries(found.map(([check, examples]) => [check, examples.map(({ problem }) => problem)]));
  }
});
