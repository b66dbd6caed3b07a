import { createMemoryBus, MemoryBroker } from '@cadre/bus';
import { createEnvelope, MessageType, type TaskEventV1, Topic } from '@cadre/contracts';
import { createKeyedHash, generateKeyMaterial, KeyRing, PayloadCipher, uuidv7 } from '@cadre/crypto';
import { createMetrics } from '@cadre/observability';
import { Database, TaskReadStore, unnamedStatement } from '@cadre/persistence';
import { freshDatabase, type FreshDatabase, until } from '@cadre/testing';
import { TaskFanOut } from './task-fan-out';
import type { TaskListener } from './task-stream.port';

class Listener implements TaskListener {
  readonly seen: number[] = [];
  closed = false;
  lastSeq: number | null = 0;

  constructor(readonly taskId: string) {}

  position(): number | null {
    return this.lastSeq;
  }

  onEvents(events: readonly TaskEventV1[]): void {
    for (const { seq } of events) this.seen.push(seq);
  }

  onClose(): void {
    this.closed = true;
  }
}

describe('the fan-out of events', () => {
  let testDatabase: FreshDatabase;
  let database: Database;
  let broker: MemoryBroker;
  let fanOut: TaskFanOut;
  let publish: (taskId: string, seq: number) => void;

  beforeAll(async () => {
    testDatabase = await freshDatabase();
    database = new Database({ url: testDatabase.url });
  });
  afterAll(async () => {
    await database.close();
    await testDatabase.drop();
  });
  beforeEach(async () => {
    broker = new MemoryBroker();
    const [here, elsewhere] = [createMemoryBus(broker).broadcast, createMemoryBus(broker).broadcast];
    await Promise.all([here.start(), elsewhere.start()]);
    const ring = new KeyRing(generateKeyMaterial(['platform']));
    const tasks = new TaskReadStore(database, new PayloadCipher(ring), createKeyedHash(ring));
    fanOut = new TaskFanOut(here, tasks, createMetrics({ service: 'test', role: 'gateway', shard: '0' }));
    publish = (taskId, seq) => {
      const data = { events: [event(taskId, seq)], progress: [] };
      elsewhere.publish(
        Topic.TaskEvents,
        createEnvelope(MessageType.TaskEvents, 1, data, { id: uuidv7(), time: new Date() }),
      );
    };
  });
  afterEach(() => fanOut.beforeApplicationShutdown());

  const store = (taskId: string, seq: number) =>
    database.query(
      unnamedStatement(`INSERT INTO task_events (task_id, seq, type, actor) VALUES ($1, $2, 'changed', 'test')`),
      [taskId, seq],
    );

  it('reaches those who follow the task, and nobody else', async () => {
    const [one, same, other] = [new Listener(A), new Listener(A), new Listener(B)];
    for (const listener of [one, same, other]) await fanOut.listen(listener);
    publish(A, 1);
    publish(B, 7);
    await until(() => other.seen.length === 1);
    expect([one.seen, same.seen, other.seen]).toEqual([[1], [1], [7]]);
  });

  it('ends for those who left', async () => {
    const [stays, leaves] = [new Listener(A), new Listener(A)];
    await fanOut.listen(stays);
    (await fanOut.listen(leaves))();
    publish(A, 1);
    await until(() => stays.seen.length === 1);
    expect(leaves.seen).toEqual([]);
    expect(fanOut.size).toBe(1);
  });

  it('reads from the database what an interruption swallowed', async () => {
    const taskId = uuidv7();
    const listener = new Listener(taskId);
    await fanOut.listen(listener);
    broker.startOutage();
    await store(taskId, 1);
    publish(taskId, 1);
    broker.endOutage();
    await until(() => listener.seen.length === 1);
  });

  it('leaves those alone who can take nothing now', async () => {
    const taskId = uuidv7();
    const [blocked, open] = [new Listener(taskId), new Listener(taskId)];
    blocked.lastSeq = null;
    await store(taskId, 1);
    await store(taskId, 2);
    open.lastSeq = 1;
    for (const listener of [blocked, open]) await fanOut.listen(listener);
    broker.endOutage();
    await until(() => open.seen.length === 1);
    expect(open.seen).toEqual([2]);
  });

  it('tells everybody when the process stops, also who comes too late', async () => {
    const [early, late] = [new Listener(A), new Listener(A)];
    await fanOut.listen(early);
    await fanOut.beforeApplicationShutdown();
    await fanOut.listen(late);
    expect([early.closed, late.closed]).toEqual([true, true]);
    expect(fanOut.size).toBe(0);
  });
});

const A = '0190d3f0-0000-7000-8000-00000000000a';
const B = '0190d3f0-0000-7000-8000-00000000000b';

function event(taskId: string, seq: number): TaskEventV1 {
  const at = '2026-01-01T00:00:00.000Z';
  return { task_id: taskId, seq, type: 'x', from: null, to: null, attempt: 0, actor: 'test', at, data: null };
}
