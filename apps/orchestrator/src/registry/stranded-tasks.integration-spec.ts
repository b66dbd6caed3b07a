import { type FreshDatabase, freshDatabase, until } from '@cadre/testing';
import { OrchestratorFixture } from '../testing/orchestrator-fixture';

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

async function retiredAgent(agentId: string, hoursAgo: number): Promise<void> {
  await fixture.sql(
    `INSERT INTO agents (agent_id, agent_name, team, description, executor, schema, definition, version, retired_at)
     VALUES ($1, $1, 'platform', '', 'builtin', '{}', '{}', '1', now() - make_interval(hours => $2))`,
    ...[agentId, hoursAgo],
  );
  await fixture.sql(`INSERT INTO agent_limits (agent_id, team, paused) VALUES ($1, 'platform', true)`, agentId);
}

it('an orchestrator fails what an agent left behind a day ago, and leaves what may still be wanted', async () => {
  await retiredAgent('long-gone', 25);
  await retiredAgent('just-gone', 1);
  const [old] = await fixture.submit(1, { agentId: 'long-gone' });
  const [young] = await fixture.submit(1, { agentId: 'just-gone' });
  const [strayed] = await fixture.submit(1, { agentId: 'just-gone', team: 'marketing' });
  await fixture.orchestrator();
  await until(async () => (await fixture.status(old)) === 'failed', { timeoutMs: 25_000 });
  expect(await fixture.status(young)).toBe('pending');
  const [row] = await fixture.sql<{ team: string }>(`SELECT team FROM tasks WHERE task_id = $1`, strayed);
  expect(row?.team).toBe('platform');
});
