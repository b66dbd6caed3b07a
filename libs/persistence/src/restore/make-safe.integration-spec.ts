import { freshDatabase } from '@cadre/testing';
import { EngineFixture, TEAM } from '../testing/engine-fixture';
import { makeRestoredSafe } from './make-safe';

let engine: EngineFixture;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await freshDatabase();
  engine = new EngineFixture(database.url);
  drop = () => database.drop();
});
afterAll(async () => {
  await engine.close();
  await drop();
});
beforeEach(async () => {
  await engine.clear();
  await engine.agent('echo');
});

const LIMITS = { batch: 100, timeLimitMarginSeconds: 30, cancelGraceSeconds: 15 };

describe('a restored database', () => {
  it('takes no word of workers that lived on without it: renewals, reports and repeated claims are lost', async () => {
    const started = await engine.running();
    const { taskId } = started.claim;
    expect(await makeRestoredSafe(engine.db)).toEqual({ leasesReplaced: 1, takenBack: 0 });
    const renewal = { taskId, leaseToken: started.grant.leaseToken, team: TEAM };
    expect(await engine.heartbeats.renew([renewal])).toEqual([]);
    const { results } = await engine.reports.recordOutcomes([
      engine.report(started, { kind: 'completed', result: Buffer.from('1'), hash: '1' }),
    ]);
    expect(results.map(({ verdict }) => verdict)).toEqual(['lost']);
    const repeated = await engine.claims.claim([started.claim]);
    expect(repeated.results).toEqual([expect.objectContaining({ granted: false })]);
    expect((await engine.row(taskId)).status).toBe('running');
  });

  it('gives such tasks to the reaper at once, and they run again', async () => {
    const { claim } = await engine.running();
    await makeRestoredSafe(engine.db);
    await engine.reaper.reap(LIMITS);
    expect((await engine.row(claim.taskId)).status).toBe('retry');
    expect(await engine.brokenLogs()).toEqual([]);
  });

  it('takes back all that stood on the broker, and dispatches it under a new number', async () => {
    await engine.worker('w1', 1000);
    await engine.tasks(700);
    const lease = await engine.lead();
    const before = await engine.dispatchAll(lease);
    expect(await makeRestoredSafe(engine.db)).toEqual({ leasesReplaced: 0, takenBack: 700 });
    expect(await makeRestoredSafe(engine.db)).toEqual({ leasesReplaced: 0, takenBack: 0 });
    const [stale] = before;
    if (!stale) throw new RangeError('nothing was dispatched');
    await engine.dispatchAll(lease);
    const { results } = await engine.claims.claim([engine.claimOf(stale)]);
    expect(results).toEqual([expect.objectContaining({ granted: false })]);
    expect(await engine.eventTypes(stale.taskId)).toEqual(['submitted', 'queued', 'taken_back', 'queued']);
    expect(await engine.brokenLogs()).toEqual([]);
  });
});
