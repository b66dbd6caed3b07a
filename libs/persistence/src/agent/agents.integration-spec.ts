import { DEFAULT_AGENT_LIMITS, DEFAULT_RETRY_POLICY, type AgentDefinition, type AgentLimits } from '@cadre/domain';
import { freshDatabase } from '@cadre/testing';
import { ORIGIN, StoreFixture } from '../testing/store-fixture';
import { AgentStore } from './agent.store';

let store: StoreFixture;
let agents: AgentStore;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await freshDatabase();
  store = new StoreFixture(database.url);
  agents = new AgentStore(store.db);
  drop = () => database.drop();
});
afterAll(async () => {
  await store.close();
  await drop();
});
beforeEach(() => store.sql(`TRUNCATE agents, agent_limits, task_history`));

function agent(
  agent_id: string,
  limits: Partial<AgentLimits> = {},
  values: Partial<AgentDefinition> = {},
): AgentDefinition {
  return {
    agent_id,
    name: agent_id,
    team: 'testing',
    description: 'd',
    executor: 'builtin',
    parameters: { type: 'object' },
    output: null,
    model: null,
    tools: [],
    limits: { ...DEFAULT_AGENT_LIMITS, ...limits },
    retry: DEFAULT_RETRY_POLICY,
    settings: {},
    instructions: 'be brief',
    version: 'v1',
    ...values,
  };
}

describe('the stamp of the registry', () => {
  it('changes with whatever is written about an agent, and only then', async () => {
    const stamps = [await agents.stamp()];
    const note = async () => void stamps.push(await agents.stamp());
    await agents.sync([agent('a'), agent('b')]);
    await note();
    await agents.pause('a', { origin: ORIGIN });
    await note();
    await agents.patch('b', { max_concurrent_tasks: 2 }, { origin: ORIGIN });
    await note();
    await agents.sync([agent('a', {}, { version: 'v2' }), agent('b')]);
    await note();
    await agents.sync([agent('a', {}, { version: 'v2' })]);
    await note();
    expect(new Set(stamps).size).toBe(stamps.length);
    expect(await agents.stamp()).toBe(stamps.at(-1));
  });
});

describe('an edit with mistakes', () => {
  const refused = { agentId: 'a', version: 'bad', errors: [{ line: 3, message: 'm' }] };

  it('leaves the agent as it is, says what is wrong, and is forgotten once it is mended', async () => {
    await agents.sync([agent('a'), agent('b')]);
    expect(await agents.sync([agent('b')], [refused])).toMatchObject({ retired: [] });
    const noted = await agents.get('a');
    expect(noted).toMatchObject({ version: 'v1', retired_at: null });
    expect(noted?.rejected_edit).toMatchObject({ version: 'bad', errors: [{ line: 3, message: 'm' }] });
    await agents.sync([agent('b')], [refused]);
    expect((await agents.get('a'))?.rejected_edit).toEqual(noted?.rejected_edit);
    await agents.sync([agent('a', {}, { version: 'v2' }), agent('b')]);
    expect(await agents.get('a')).toMatchObject({ version: 'v2', rejected_edit: null });
  });

  it('of an agent nobody knew is not noted anywhere', async () => {
    await agents.sync([agent('b')], [refused]);
    expect(await agents.get('a')).toBeNull();
  });
});

describe('the registry', () => {
  it('adds, changes, retires and takes back', async () => {
    expect(await agents.sync([agent('a'), agent('b')])).toEqual({
      added: ['a', 'b'],
      changed: [],
      retired: [],
      unchanged: 0,
    });
    expect(await agents.sync([agent('a'), agent('b')])).toMatchObject({ added: [], changed: [], unchanged: 2 });
    expect(await agents.sync([agent('a', {}, { version: 'v2', description: 'new' })])).toEqual({
      added: [],
      changed: ['a'],
      retired: ['b'],
      unchanged: 0,
    });
    expect((await agents.list()).map((row) => row.agent_id)).toEqual(['a']);
    expect((await agents.list({ includeRetired: true })).map((row) => row.agent_id)).toEqual(['a', 'b']);
    expect((await agents.get('b'))?.retired_at).toBeInstanceOf(Date);
    expect(await agents.sync([agent('a', {}, { version: 'v2' }), agent('b')])).toMatchObject({ changed: ['b'] });
    expect((await agents.get('b'))?.retired_at).toBeNull();
  });

  it('shows definition and limits, and keeps the instructions out of the database', async () => {
    await agents.sync([agent('a', { rate_limit: '120/minute', rate_burst: 3 })]);
    const row = await agents.get('a');
    expect(row).toMatchObject({ max_concurrent_tasks: 5, rate_per_second: 2, rate_burst: 3, rate_limit: '120/minute' });
    expect(JSON.stringify(row)).not.toContain('be brief');
    expect(await agents.get('none')).toBeNull();
    expect(await agents.list({ team: 'marketing' })).toEqual([]);
  });

  it('fills a new bucket and never over-fills a smaller one', async () => {
    const tokens = async () =>
      (await store.sql<{ rate_tokens: number }>(`SELECT rate_tokens FROM agent_limits`))[0]?.rate_tokens;
    await agents.sync([agent('a', { rate_limit: '10/minute', rate_burst: 8 })]);
    expect(await tokens()).toBe(8);
    await agents.patch('a', { rate_burst: 2 }, { origin: ORIGIN });
    expect(await tokens()).toBe(2);
    await agents.patch('a', { rate_limit: null }, { origin: ORIGIN });
    expect(await tokens()).toBe(0);
    await agents.patch('a', { rate_limit: '1/second', rate_burst: 4 }, { origin: ORIGIN });
    expect(await tokens()).toBe(4);
  });

  it('takes tasks that have not started along when their agent changes its team', async () => {
    await agents.sync([agent('mover', {}, { team: 'testing' }), agent('stayer', {}, { team: 'testing' })]);
    const of = (agentId: string) => store.task({ agentId, team: 'testing' });
    const [pending, retried, done, other] = [
      await of('mover'),
      await of('mover'),
      await of('mover'),
      await of('stayer'),
    ];
    await store.sql(`UPDATE tasks SET status = 'retry' WHERE task_id = $1`, retried);
    await store.force(done, 'completed');
    await agents.sync([agent('mover', {}, { team: 'marketing', version: 'v2' }), agent('stayer')]);
    const rows = await store.sql<{ task_id: string; team: string }>(`SELECT task_id, team FROM tasks`);
    const teamOf = (id: string) => rows.find((row) => row.task_id === id)?.team;
    expect([pending, retried].map(teamOf)).toEqual(['marketing', 'marketing']);
    expect([done, other].map(teamOf)).toEqual(['testing', 'testing']);
  });

  it('is the same after several services synced at once', async () => {
    const definitions = Array.from({ length: 30 }, (_, index) => agent(`agent-${index}`));
    await Promise.all([agents.sync(definitions), agents.sync([...definitions].reverse()), agents.sync(definitions)]);
    expect(await agents.list()).toHaveLength(30);
  });
});

describe('limits set by an admin', () => {
  it('are in force at once and survive the next sync, field by field', async () => {
    await agents.sync([agent('a', { rate_limit: '10/minute' })]);
    const changed = await agents.patch('a', { max_concurrent_tasks: 2 }, { origin: ORIGIN });
    expect(changed).toMatchObject({
      kind: 'changed',
      agent: { max_concurrent_tasks: 2, overridden: { max_concurrent_tasks: 2 } },
    });
    await agents.sync([agent('a', { max_concurrent_tasks: 50, rate_limit: '20/minute' }, { version: 'v2' })]);
    expect(await agents.get('a')).toMatchObject({ max_concurrent_tasks: 2, rate_limit: '20/minute' });
  });

  it('can be lifted', async () => {
    await agents.sync([agent('a', { rate_limit: '10/minute' })]);
    const changed = await agents.patch('a', { rate_limit: null, max_concurrent_tasks: null }, { origin: ORIGIN });
    expect(changed).toMatchObject({
      agent: { rate_limit: null, rate_per_second: null, rate_burst: null, max_concurrent_tasks: null },
    });
  });

  it('are refused on a stale version', async () => {
    await agents.sync([agent('a')]);
    const before = await agents.get('a');
    const change = () =>
      agents.patch('a', { max_concurrent_tasks: 1 }, { origin: ORIGIN, ifVersion: before?.row_version ?? 0 });
    const outcomes = await Promise.all([change(), change(), change()]);
    expect(outcomes.map((outcome) => outcome.kind).sort()).toEqual(['changed', 'stale', 'stale']);
    expect(await agents.patch('none', {}, { origin: ORIGIN })).toEqual({ kind: 'not_found' });
  });
});

describe('pausing', () => {
  it('says by whom, and resuming takes it back', async () => {
    await agents.sync([agent('a')]);
    await agents.pause('a', { origin: ORIGIN });
    expect(await agents.get('a')).toMatchObject({ paused: true, paused_by: ORIGIN.email, paused_at: expect.any(Date) });
    const version = (await agents.get('a'))?.row_version;
    await agents.pause('a', { origin: ORIGIN, by: 'somebody else' });
    expect(await agents.get('a')).toMatchObject({ paused_by: ORIGIN.email, row_version: version });
    await agents.resume('a', { origin: ORIGIN });
    expect(await agents.get('a')).toMatchObject({ paused: false, paused_by: null, paused_at: null });
    expect((await agents.pause('none', { origin: ORIGIN })).kind).toBe('not_found');
  });

  it('is audited', async () => {
    const rows = await store.sql(
      `SELECT 1 FROM audit_log WHERE agent_id = 'a' AND event_type IN ('agent_paused', 'agent_resumed')`,
    );
    expect(rows.length).toBeGreaterThanOrEqual(2);
  });
});

it('sums up the attempts of the last hours', async () => {
  await agents.sync([agent('a')]);
  const attempt = (outcome: string, ms: number, usage: object | null) =>
    store.sql(
      `INSERT INTO task_history (task_id, lease_no, agent_id, team, tenant, outcome, counted, duration_ms, queue_wait_ms, usage)
       VALUES (gen_random_uuid(), 1, 'a', 'testing', 'default', $1, false, $2, 10, $3)`,
      ...[outcome, ms, usage],
    );
  await attempt('completed', 100, { input_tokens: 5, cost_micro_usd: 70 });
  await attempt('completed', 300, { input_tokens: 7, output_tokens: 1 });
  await attempt('failed', 200, null);
  expect(await agents.statistics('a', { hours: 24 })).toMatchObject({
    attempts: 3,
    completed: 2,
    failed: 1,
    avg_duration_ms: 200,
    p50_duration_ms: 200,
    input_tokens: 12,
    output_tokens: 1,
    cost_micro_usd: 70,
  });
  expect(await agents.statistics('b', { hours: 24 })).toMatchObject({
    attempts: 0,
    avg_duration_ms: null,
    input_tokens: 0,
  });
});
