import { freshDatabase } from '@cadre/testing';
import { EngineFixture } from '../../testing/engine-fixture';
import { AgeingStore } from './ageing.store';

let engine: EngineFixture;
let ageing: AgeingStore;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await freshDatabase();
  engine = new EngineFixture(database.url);
  ageing = new AgeingStore(engine.db);
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

const MINUTE = 60;
const NORMAL = 5;
const LOW = 7;

/** A task that has been due for so many minutes. */
async function waiting(minutes: number, priority: number): Promise<string> {
  const taskId = await engine.task({ priority });
  await due(taskId, minutes);
  return taskId;
}

async function due(taskId: string, minutes: number): Promise<void> {
  const sql = `UPDATE tasks SET available_at = now() - make_interval(mins => $2, secs => 10) WHERE task_id = $1`;
  await engine.sql(sql, ...[taskId, minutes]);
}

async function priorityOf(taskId: string): Promise<number | undefined> {
  const [row] = await engine.sql<{ priority: number }>(`SELECT priority FROM tasks WHERE task_id = $1`, taskId);
  return row?.priority;
}

describe('ageing', () => {
  it('raises by one named priority for every wait, up to high, and says so', async () => {
    const old = await waiting(60, LOW);
    const one = await waiting(61, LOW);
    const young = await waiting(59, LOW);
    const ancient = await waiting(1000, LOW);
    const high = await waiting(1000, 3);
    const events = await ageing.raise(60 * MINUTE);
    expect(events.map(({ task_id, type, to, data }) => [task_id, type, to, data]).sort()).toEqual(
      [
        [old, 'changed', null, { priority: [LOW, NORMAL] }],
        [one, 'changed', null, { priority: [LOW, NORMAL] }],
        [ancient, 'changed', null, { priority: [LOW, 3] }],
      ].sort(),
    );
    expect([await priorityOf(young), await priorityOf(high)]).toEqual([LOW, 3]);
    expect(await engine.brokenLogs()).toEqual([]);
  });

  it('raises once for each wait, counted from the priority the task was given', async () => {
    const taskId = await waiting(60, LOW);
    await ageing.raise(60 * MINUTE);
    expect(await ageing.raise(60 * MINUTE)).toEqual([]);
    await due(taskId, 119);
    expect(await ageing.raise(60 * MINUTE)).toEqual([]);
    await due(taskId, 120);
    expect(await ageing.raise(60 * MINUTE)).toHaveLength(1);
    expect(await priorityOf(taskId)).toBe(3);
  });

  it('keeps the order of submission among tasks of one priority', async () => {
    await engine.worker();
    const aged = await waiting(60, LOW);
    const later = await engine.task({ priority: NORMAL });
    await ageing.raise(60 * MINUTE);
    const dispatched = await engine.dispatchAll(await engine.lead());
    expect(dispatched.map(({ taskId }) => taskId)).toEqual([aged, later]);
  });

  it('leaves alone what is on its way, and raises each task once however many sweep', async () => {
    await engine.running({ priority: LOW });
    const ids = await engine.tasks(20, { priority: LOW });
    for (const id of ids) await due(id, 60);
    const sweeps = await Promise.all(Array.from({ length: 4 }, () => ageing.raise(60 * MINUTE)));
    expect(sweeps.flat()).toHaveLength(20);
    expect(await engine.brokenLogs()).toEqual([]);
  });
});
