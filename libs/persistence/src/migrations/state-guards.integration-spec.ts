import { canMove, TASK_TRANSITIONS, TaskStatus, TERMINAL_STATUSES } from '@cadre/domain';
import { freshDatabase } from '@cadre/testing';
import { StoreFixture } from '../testing/store-fixture';

let store: StoreFixture;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await freshDatabase();
  store = new StoreFixture(database.url);
  drop = () => database.drop();
});
afterAll(async () => {
  await store.close();
  await drop();
});

async function constraint(name: string): Promise<string> {
  const [row] = await store.sql<{ definition: string }>(
    `SELECT pg_get_constraintdef(oid) AS definition FROM pg_constraint WHERE conname = $1 AND conparentid = 0 LIMIT 1`,
    name,
  );
  return row?.definition ?? '';
}

function literals(definition: string): string[] {
  return [...definition.matchAll(/'([^']*)'/g)].map((match) => match[1] ?? '').filter((text) => /[a-z]/.test(text));
}

describe('the database repeats the state machine', () => {
  it('knows exactly the statuses of the domain', async () => {
    expect(new Set(literals(await constraint('tasks_status_check')))).toEqual(new Set(Object.values(TaskStatus)));
  });

  it('lets an event in exactly when the table has the move', async () => {
    const moves = TASK_TRANSITIONS.map(({ event, from, to }) => `${event}:${from ?? ''}>${to}`);
    expect(literals(await constraint('task_events_legal_move')).sort()).toEqual([...moves].sort());
  });

  it('refuses every move that the table does not have, and takes every one it has', async () => {
    const statuses = [null, ...Object.values(TaskStatus)];
    const events = [...new Set(TASK_TRANSITIONS.map(({ event }) => event))];
    const combinations = events.flatMap((type) =>
      statuses.flatMap((from) => Object.values(TaskStatus).map((to) => ({ type, from, to }))),
    );
    const wrong: string[] = [];
    for (const { type, from, to } of combinations) {
      const taken = await store
        .sql(
          `INSERT INTO task_events (task_id, seq, type, from_status, to_status, actor)
           VALUES (gen_random_uuid(), 1, $1, $2, $3, 'spec')`,
          ...[type, from, to],
        )
        .then(() => true)
        .catch(() => false);
      if (taken !== canMove(type, from, to)) wrong.push(`${type} ${from ?? ''}>${to}`);
    }
    expect(wrong).toEqual([]);
  });

  it('gives a task one end at most', async () => {
    const taskId = await store.task();
    const end = (seq: number, type: string, to: string) =>
      store.sql(
        `INSERT INTO task_events (task_id, seq, type, from_status, to_status, actor)
         VALUES ($1, $2, $3, 'running', $4, 'spec')`,
        ...[taskId, seq, type, to],
      );
    await end(2, 'completed', 'completed');
    await expect(end(3, 'failed', 'failed')).rejects.toMatchObject({ code: '23505' });
  });

  it('bounds its partial indexes by the terminal statuses of the domain', async () => {
    const rows = await store.sql<{ definition: string }>(
      `SELECT pg_get_indexdef(oid) AS definition FROM pg_class WHERE relname IN ('tasks_dedupe', 'task_events_one_end')`,
    );
    expect(rows).toHaveLength(2);
    for (const { definition } of rows) {
      expect(new Set(literals(definition))).toEqual(new Set<string>(TERMINAL_STATUSES));
    }
  });
});
