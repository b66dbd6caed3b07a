import { RUN_TRANSITIONS, RunStatus, STEP_TRANSITIONS, StepStatus } from '@cadre/domain';
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

async function literalsOf(constraint: string): Promise<string[]> {
  const [row] = await store.sql<{ definition: string }>(
    `SELECT pg_get_constraintdef(oid) AS definition FROM pg_constraint WHERE conname = $1`,
    constraint,
  );
  const literals = [...(row?.definition ?? '').matchAll(/'([^']*)'/g)].map((match) => match[1] ?? '');
  return literals.filter((text) => /^[a-z]/.test(text) && !/^(run|step) $/.test(text));
}

/** Tries every event between any two statuses; answers those the database judges otherwise than the table. */
async function misjudged(
  path: string | null,
  table: readonly { readonly event: string; readonly from: string | null; readonly to: string }[],
  statuses: readonly string[],
): Promise<string[]> {
  const legal = new Set(table.map(({ event, from, to }) => `${event} ${from ?? ''}>${to}`));
  const events = [...new Set(table.map(({ event }) => event))];
  const tried = events.flatMap((type) =>
    [null, ...statuses].flatMap((from) => statuses.map((to) => ({ type, from, to }))),
  );
  const wrong: string[] = [];
  for (const { type, from, to } of tried) {
    const taken = await store
      .sql(
        `INSERT INTO workflow_events (workflow_id, seq, type, path, from_status, to_status, actor)
         VALUES (gen_random_uuid(), 1, $1, $2, $3, $4, 'spec')`,
        ...[type, path, from, to],
      )
      .then(() => true)
      .catch(() => false);
    const move = `${type} ${from ?? ''}>${to}`;
    if (taken !== legal.has(move)) wrong.push(move);
  }
  return wrong;
}

describe('the database repeats the state machines of workflows', () => {
  it('knows exactly the statuses of the domain', async () => {
    expect(new Set(await literalsOf('workflows_status_check'))).toEqual(new Set(Object.values(RunStatus)));
    expect(new Set(await literalsOf('workflow_steps_status_check'))).toEqual(new Set(Object.values(StepStatus)));
  });

  it('lists exactly the moves of both tables', async () => {
    const moves = [
      ...RUN_TRANSITIONS.map(({ event, from, to }) => `run ${event}:${from ?? ''}>${to}`),
      ...STEP_TRANSITIONS.map(({ event, from, to }) => `step ${event}:${from}>${to}`),
    ];
    expect((await literalsOf('workflow_events_legal_move')).sort()).toEqual([...moves].sort());
  });

  it('takes a move of a run exactly when the table has it', async () => {
    expect(await misjudged(null, RUN_TRANSITIONS, Object.values(RunStatus))).toEqual([]);
  });

  it('takes a move of a step exactly when the table has it', async () => {
    expect(await misjudged('a', STEP_TRANSITIONS, Object.values(StepStatus))).toEqual([]);
  });
});
