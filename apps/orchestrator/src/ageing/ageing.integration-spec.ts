import { type FreshDatabase, freshDatabase, until } from '@cadre/testing';
import { OrchestratorFixture } from '../testing/orchestrator-fixture';

const LOW = 7;

let database: FreshDatabase;
let fixture: OrchestratorFixture;

beforeEach(async () => {
  database = await freshDatabase();
  fixture = new OrchestratorFixture(database);
});
afterEach(async () => {
  await fixture.close();
  await database.drop();
});

it('an orchestrator that was told so raises what has waited long', async () => {
  const [taskId] = await fixture.submit(1, { priority: LOW });
  await fixture.sql(`UPDATE tasks SET available_at = now() - interval '90 minutes'`);
  await fixture.orchestrator({ PRIORITY_AGEING_SECONDS: '3600' });
  const priority = async () => {
    const [row] = await fixture.sql<{ priority: number }>(`SELECT priority FROM tasks WHERE task_id = $1`, taskId);
    return row?.priority;
  };
  await until(async () => (await priority()) === 5, { timeoutMs: 25_000 });
});
