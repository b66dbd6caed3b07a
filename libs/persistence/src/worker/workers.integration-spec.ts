import { freshDatabase } from '@cadre/testing';
import { StatsStore } from '../stats/stats.store';
import { EngineFixture } from '../testing/engine-fixture';
import { ORIGIN, StoreFixture } from '../testing/store-fixture';
import { WorkerStore } from './worker.store';

let store: StoreFixture;
let engine: EngineFixture;
let workers: WorkerStore;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await freshDatabase();
  store = new StoreFixture(database.url);
  engine = new EngineFixture(database.url);
  workers = new WorkerStore(store.db);
  drop = () => database.drop();
});
afterAll(async () => {
  await store.close();
  await engine.close();
  await drop();
});
beforeEach(() => engine.clear());

describe('workers', () => {
  it('are shown with what they run, and as dead when they are silent', async () => {
    await engine.agent('echo');
    const { claim } = await engine.running();
    await engine.worker('w2');
    await store.sql(`UPDATE workers SET last_heartbeat_at = now() - interval '16 seconds' WHERE worker_id = 'w2'`);
    const rows = await workers.list();
    expect(rows).toEqual([
      expect.objectContaining({ worker_id: 'w1', alive: true, current_task_ids: [claim.taskId] }),
      expect.objectContaining({ worker_id: 'w2', alive: false, current_task_ids: [] }),
    ]);
    expect(await workers.list({ team: 'marketing' })).toEqual([]);
    expect((await workers.get('w1'))?.worker_id).toBe('w1');
    expect(await workers.get('w9')).toBeNull();
  });

  it('are asked to drain once, audited', async () => {
    await engine.worker('w1');
    const first = await workers.requestDrain('w1', ORIGIN);
    const second = await workers.requestDrain('w1', ORIGIN);
    expect(first?.drain_requested_at).toBeInstanceOf(Date);
    expect(second?.drain_requested_at).toEqual(first?.drain_requested_at);
    expect(await workers.requestDrain('w9', ORIGIN)).toBeNull();
    const rows = await store.sql(`SELECT 1 FROM audit_log WHERE event_type = 'worker_drained' AND object_id = 'w1'`);
    expect(rows).toHaveLength(2);
  });
});

describe('statistics', () => {
  it('are read as they were written last, with their age', async () => {
    const stats = new StatsStore(store.db);
    expect(await stats.queues()).toBeNull();
    await engine.agent('echo');
    await engine.tasks(3);
    await engine.snapshots.write(await engine.snapshots.survey(), 1.5, 'o1');
    const snapshot = await stats.queues();
    expect(snapshot).toMatchObject({ cost_ms: 1.5, data: { groups: [{ agent_id: 'echo', pending: 3 }] } });
    expect(snapshot?.age_seconds).toBeGreaterThanOrEqual(0);
  });
});
