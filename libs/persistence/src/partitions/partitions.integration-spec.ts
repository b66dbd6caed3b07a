import { uuidv7 } from '@cadre/crypto';
import { emptyDatabase } from '@cadre/testing';
import { migrate } from '../migrate';
import { StoreFixture } from '../testing/store-fixture';
import { createPartitions } from './create-partitions';
import { dropEventPartitions } from './drop-event-partitions';
import { monthsFrom } from './month-ranges';

let store: StoreFixture;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await emptyDatabase();
  await migrate(database.url);
  store = new StoreFixture(database.url);
  drop = () => database.drop();
});
afterAll(async () => {
  await store.close();
  await drop();
});

const DAY_MS = 86_400_000;

async function partitionOf(taskId: string): Promise<string | undefined> {
  const [row] = await store.sql<{ name: string }>(
    `SELECT tableoid::regclass::text AS name FROM task_events WHERE task_id = $1`,
    taskId,
  );
  return row?.name;
}

async function oldPartition(daysAgo: number): Promise<string> {
  const [month] = monthsFrom(new Date(Date.now() - daysAgo * DAY_MS), 0);
  const bound = (at: Date) => uuidv7(at.getTime()).slice(0, 13) + '-0000-0000-000000000000';
  const name = `task_events_${month?.suffix ?? ''}`;
  await store.sql(
    `CREATE TABLE ${name} PARTITION OF task_events
       FOR VALUES FROM ('${bound(month?.from ?? new Date())}') TO ('${bound(month?.to ?? new Date())}')`,
  );
  return name;
}

describe('partitions', () => {
  it('exist for this month and the next three, and are made once', async () => {
    expect(await createPartitions(store.db)).toEqual([]);
    const months = monthsFrom(new Date(), 3).map((month) => month.suffix);
    const rows = await store.sql<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relname ~ '_\\d{6}$' AND relkind = 'r'`,
    );
    for (const suffix of months) {
      expect(rows.map((row) => row.name)).toEqual(
        expect.arrayContaining([`task_events_${suffix}`, `audit_log_${suffix}`]),
      );
    }
  });

  it('take the events of the tasks of their month; others go to the default', async () => {
    const [now, old] = [await store.task(), await store.task({ taskId: uuidv7(Date.now() - 400 * DAY_MS) })];
    expect(await partitionOf(now)).toBe(`task_events_${monthsFrom(new Date(), 0)[0]?.suffix}`);
    expect(await partitionOf(old)).toBe('task_events_default');
  });

  it('are made again by one of several that try, when one is missing', async () => {
    const last = monthsFrom(new Date(), 3).at(-1)?.suffix;
    await store.sql(`DROP TABLE task_events_${last}`);
    const created = await Promise.all([createPartitions(store.db), createPartitions(store.db)]);
    expect(created.flat()).toEqual([`task_events_${last}`]);
  });

  it('are not made over rows that the default holds already', async () => {
    const last = monthsFrom(new Date(), 3).at(-1);
    await store.sql(`DROP TABLE task_events_${last?.suffix}`);
    const ahead = await store.task({ taskId: uuidv7((last?.from.getTime() ?? 0) + DAY_MS) });
    expect(await createPartitions(store.db)).toEqual([]);
    expect(await partitionOf(ahead)).toBe('task_events_default');
  });
});

describe('dropping old events', () => {
  it('drops whole months, and keeps the events of tasks that are still there', async () => {
    const name = await oldPartition(200);
    const at = Date.now() - 200 * DAY_MS;
    const [kept, gone] = [await store.task({ taskId: uuidv7(at) }), await store.task({ taskId: uuidv7(at) })];
    await store.sql(`DELETE FROM tasks WHERE task_id = $1`, gone);
    expect(await partitionOf(kept)).toBe(name);
    expect(await dropEventPartitions(store.db, { days: 90 })).toEqual([name]);
    expect(await partitionOf(kept)).toBe('task_events_default');
    expect(await partitionOf(gone)).toBeUndefined();
    expect(await dropEventPartitions(store.db, { days: 90 })).toEqual([]);
  });

  it('leaves months alone that ended less than so many days ago', async () => {
    const name = await oldPartition(100);
    expect(await dropEventPartitions(store.db, { days: 150 })).toEqual([]);
    await store.sql(`DROP TABLE ${name}`);
  });
});
