import { freshDatabase } from '@cadre/testing';
import { WaitEndStore } from '../engine/wait/wait-end.store';
import type { ReportStore } from '../engine/report/report.store';
import { EngineFixture } from '../testing/engine-fixture';
import { WaitStore } from './wait.store';

let engine: EngineFixture;
let waits: WaitStore;
let ends: WaitEndStore;
let reports: ReportStore;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await freshDatabase();
  engine = new EngineFixture(database.url);
  waits = new WaitStore(engine.db, engine.cipher);
  ends = new WaitEndStore(engine.db);
  reports = engine.reports;
  drop = () => database.drop();
});
afterAll(async () => {
  await engine.close();
  await drop();
});
beforeEach(async () => {
  await engine.clear();
  await engine.sql(`TRUNCATE task_waits`);
  await engine.agent('echo');
});

const SECRET = Buffer.alloc(32, 3);

/** A task that waits for the holder of this token. */
async function waiting(tokenHash = 'hash', deadlineSeconds = 60): Promise<string> {
  const started = await engine.running();
  const outcome = { kind: 'waiting', reason: 'callback', deadlineSeconds, tokenHash, secret: SECRET } as const;
  const report = engine.report(started, outcome);
  const once = await reports.recordOutcomes([report]);
  expect(once.results).toMatchObject([{ verdict: 'settled' }]);
  expect((await reports.recordOutcomes([report])).results).toMatchObject([{ verdict: 'settled' }]);
  return started.claim.taskId;
}

const answer = { id: 'a1', content: { status: 'completed', output: 7 } };

describe('a task that waits for a callback', () => {
  it('holds no lease, and its attempt stands in the history as what it was', async () => {
    const id = await waiting();
    expect(await engine.row(id)).toMatchObject({ status: 'waiting', lease_token: null, failures_counted: 0 });
    const history = await engine.sql(`SELECT outcome, counted FROM task_history WHERE task_id = $1`, id);
    expect(history).toEqual([{ outcome: 'waiting', counted: false }]);
  });

  it('is found by the token, with the secret, which does not stand in the open', async () => {
    const id = await waiting();
    expect(await waits.find('hash')).toEqual({ taskId: id, secret: SECRET });
    expect(await waits.find('other')).toBeNull();
    const [row] = await engine.sql<{ sealed_secret: string }>(`SELECT sealed_secret FROM task_waits`);
    expect(row?.sealed_secret).toMatch(/^v1\./);
  });

  it('goes on with the answer in the checkpoint of the next attempt', async () => {
    const id = await waiting();
    const outcome = await waits.answer(id, answer);
    expect(outcome).toMatchObject({ kind: 'resumed', events: [{ type: 'resumed', from: 'waiting', to: 'pending' }] });
    const [started] = await engine.start(await engine.dispatchAll(await engine.lead()));
    const checkpoint = JSON.parse(String(started?.grant.checkpoint)) as unknown;
    expect(checkpoint).toEqual({ callback: answer.content, failures: 0 });
  });

  it('takes one answer, of however many come at once', async () => {
    const id = await waiting();
    const copies = await Promise.all([1, 2, 3, 4, 5].map(() => waits.answer(id, answer)));
    expect(copies.map(({ kind }) => kind).sort()).toEqual(['repeated', 'repeated', 'repeated', 'repeated', 'resumed']);
    expect(await waits.answer(id, { ...answer, id: 'a2' })).toEqual({ kind: 'closed' });
  });

  it('times out with a dead letter when no answer comes, and takes none after that', async () => {
    const id = await waiting('hash', 1);
    expect(await ends.nextEndMs()).toBeLessThanOrEqual(1_000);
    await engine.sql(`UPDATE task_waits SET expires_at = now() - interval '1 second'`);
    const events = await ends.timeOut(10);
    expect(events).toMatchObject([{ task_id: id, type: 'timed_out', from: 'waiting', to: 'timeout' }]);
    expect(await engine.sql(`SELECT error_code FROM dlq_tasks WHERE task_id = $1`, id)).toEqual([
      { error_code: 'CALLBACK_TIMEOUT' },
    ]);
    expect(await ends.timeOut(10)).toEqual([]);
    expect(await ends.nextEndMs()).toBeNull();
    expect(await waits.answer(id, answer)).toEqual({ kind: 'closed' });
  });

  it('that has gone on is not timed out', async () => {
    const id = await waiting('hash', 1);
    await waits.answer(id, answer);
    await engine.sql(`UPDATE task_waits SET expires_at = now() - interval '1 second'`);
    expect(await ends.timeOut(10)).toEqual([]);
    expect(await engine.row(id)).toMatchObject({ status: 'pending' });
  });

  it('fails when the secret of its callback cannot be read', async () => {
    const started = await engine.running();
    const wait = { kind: 'waiting', reason: 'callback', deadlineSeconds: 5, tokenHash: 'h', secret: null } as const;
    await reports.recordOutcomes([engine.report(started, wait)]);
    expect(await engine.row(started.claim.taskId)).toMatchObject({ status: 'failed', error_code: 'RESULT_UNREADABLE' });
  });
});
