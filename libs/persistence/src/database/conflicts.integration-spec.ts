import { uuidv7 } from '@cadre/crypto';
import { freshDatabase } from '@cadre/testing';
import { AgentStore } from '../agent/agent.store';
import { DeadLetterStore } from '../dlq/dead-letter.store';
import { IdempotencyStore } from '../idempotency/idempotency.store';
import { TaskCommandStore } from '../task/command/task-command.store';
import { EngineFixture } from '../testing/engine-fixture';
import { COMMANDER, keyedSubmission, keyRequest, newTask, ORIGIN, StoreFixture } from '../testing/store-fixture';
import { isRetryableConflict } from './classify-error';
import { Database } from './database';

let engine: EngineFixture;
let store: StoreFixture;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await freshDatabase();
  engine = new EngineFixture(database.url);
  store = new StoreFixture(database.url);
  drop = () => database.drop();
  await store.sql(`CREATE SEQUENCE conflict_no`);
  await store.sql(`CREATE TABLE conflict_rate (one_in int)`);
  await store.sql(`INSERT INTO conflict_rate VALUES (NULL)`);
  // The number survives the rollback: what is repeated meets the next number, as it would meet another moment.
  await store.sql(`
    CREATE FUNCTION conflict() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE one_in int := (SELECT one_in FROM conflict_rate); n bigint;
    BEGIN
      IF one_in IS NULL THEN RETURN NULL; END IF;
      n := nextval('conflict_no');
      IF n % one_in = 0 THEN
        RAISE EXCEPTION 'injected' USING ERRCODE = CASE WHEN n % (2 * one_in) = 0 THEN '40P01' ELSE '40001' END;
      END IF;
      RETURN NULL;
    END $$`);
  for (const table of TABLES) {
    await store.sql(`CREATE TRIGGER conflict BEFORE INSERT OR UPDATE OR DELETE ON ${table}
                     FOR EACH STATEMENT EXECUTE FUNCTION conflict()`);
  }
});
afterAll(async () => {
  await engine.close();
  await store.close();
  await drop();
});
afterEach(async () => {
  await conflictsOneIn(null);
  await engine.clear();
});

const TABLES = [
  ...['tasks', 'task_payloads', 'task_events', 'task_history', 'dlq_tasks', 'idempotency_keys', 'audit_log'],
  ...['agent_limits', 'workers', 'team_dispatch', 'stats_snapshot', 'checkpoints'],
];
const conflictsOneIn = (oneIn: number | null) => store.sql(`UPDATE conflict_rate SET one_in = $1`, oneIn);
const conflictsSoFar = async (): Promise<number> => {
  const [row] = await store.sql<{ last_value: number }>(`SELECT last_value FROM conflict_no`);
  return row?.last_value ?? 0;
};

/** Every tenth statement that writes ends in a deadlock or a serialisation failure. */
describe('a storm of conflicts (R17)', () => {
  beforeEach(async () => {
    await engine.agent('echo');
    await engine.worker();
    await conflictsOneIn(10);
  });

  it('loses and doubles nothing of what is submitted, and every key gets its answer', async () => {
    const tasks = Array.from({ length: 60 }, () => newTask());
    const outcomes = await Promise.all(
      tasks.map((task, n) => store.submissions.submit(keyedSubmission(task, `storm ${n}`))),
    );
    expect(outcomes.map(({ kind }) => kind)).toEqual(tasks.map(() => 'decided'));
    const again = await Promise.all(
      tasks.map((task, n) => store.submissions.submit(keyedSubmission({ ...task, taskId: uuidv7() }, `storm ${n}`))),
    );
    expect(again.map(({ kind }) => kind)).toEqual(tasks.map(() => 'replayed'));
    expect(await store.count('tasks')).toBe(60);
    expect(await engine.brokenLogs()).toEqual([]);
  });

  it('ends every task once', async () => {
    const ids = await engine.tasks(40);
    for (let round = 0; round < 40; round++) {
      const dispatched = await engine.dispatchAll(await engine.lead());
      await engine.heartbeats.renew([]);
      const started = await engine.start(dispatched);
      await engine.heartbeats.renew(
        started.map(({ claim: { taskId, team }, grant: { leaseToken } }) => ({ taskId, leaseToken, team })),
      );
      const reports = started.map((one) =>
        engine.report(one, { kind: 'completed', result: Buffer.from('1'), hash: '1' }),
      );
      const { results } = await engine.reports.recordOutcomes(reports);
      expect(results.map(({ verdict }) => verdict)).toEqual(reports.map(() => 'settled'));
      await engine.worker();
      await engine.snapshots.write(await engine.snapshots.survey(), 1, 'o1');
      if (dispatched.length === 0) break;
    }
    const rows = await store.sql<{ status: string }>(`SELECT status FROM tasks`);
    expect(rows.map(({ status }) => status)).toEqual(ids.map(() => 'completed'));
    expect(await store.count('task_history')).toBe(40);
    expect(await engine.brokenLogs()).toEqual([]);
  });

  it('is not noticed by who commands tasks and agents', async () => {
    const commands = new TaskCommandStore(store.db, store.cipher);
    const agents = new AgentStore(store.db);
    const keys = new IdempotencyStore(store.db, store.cipher);
    const letters = new DeadLetterStore(store.db, store.cipher);
    for (let n = 0; n < 15; n++) {
      const taskId = await store.task();
      expect((await commands.patch(taskId, { tags: ['x'] }, COMMANDER)).kind).toBe('changed');
      expect((await commands.cancel([taskId], COMMANDER)).outcomes).toMatchObject([{ kind: 'cancelled' }]);
      const options = { newTaskId: uuidv7(), force: false };
      expect((await commands.retry(taskId, options, COMMANDER)).kind).toBe('retried');
      await agents.pause('echo', { origin: ORIGIN });
      await agents.resume('echo', { origin: ORIGIN });
      const request = keyRequest(`command ${n}`);
      expect((await keys.reserve(request)).kind).toBe('mine');
      await keys.complete(request, { statusCode: 200, body: {}, location: null });
      await store.sql(`UPDATE tasks SET expires_at = now() WHERE task_id = $1`, options.newTaskId);
      expect(await engine.expiry.expire(10)).toHaveLength(1);
      expect((await letters.discard(taskId, { origin: ORIGIN })).kind).toBe('not_found');
    }
    expect(await engine.brokenLogs()).toEqual([]);
  });
});

it('is given up after a few attempts, and says what it was', async () => {
  const taskId = await store.task();
  const commands = new TaskCommandStore(store.db, store.cipher);
  await conflictsOneIn(1);
  const before = await conflictsSoFar();
  const error: unknown = await commands.cancel([taskId], COMMANDER).catch((thrown: unknown) => thrown);
  expect(isRetryableConflict(error)).toBe(true);
  expect(await conflictsSoFar()).toBe(before + 4);
  expect(isRetryableConflict(await engine.expiry.expire(10).catch((thrown: unknown) => thrown))).toBe(true);
  expect(await conflictsSoFar()).toBe(before + 8);
  expect(await store.statusOf(taskId)).toBe('pending');
});

it('leaves no connection behind, however often a transaction fails (B24)', async () => {
  const small = new Database({ url: store.url, poolSize: 2 });
  const fail = () =>
    small.transaction(async () => {
      throw new RangeError('no');
    });
  for (let n = 0; n < 1_000; n += 20) {
    await Promise.all(Array.from({ length: 20 }, () => fail().catch(() => undefined)));
  }
  expect(small.gauges()).toEqual({ total: 2, idle: 2, waiting: 0 });
  await small.close();
});
