import { AgentStore, type QueueGroup, SnapshotStore, unnamedStatement } from '@cadre/persistence';
import { until } from '@cadre/testing';
import { anAgent } from './agents-of-tests';
import { startGateway, type Answer, type GatewayFixture } from './gateway-fixture';

const group = (own: Partial<QueueGroup>): QueueGroup => ({
  team: 'testing',
  agent_id: 'tester',
  priority: 5,
  scheduled: 0,
  pending: 0,
  queued: 0,
  running: 0,
  retry: 0,
  oldest_age_seconds: 0,
  finished_per_minute: 0,
  avg_wait_seconds: null,
  ...own,
});

describe('queues and workers', () => {
  let gateway: GatewayFixture;
  beforeAll(async () => {
    gateway = await startGateway();
    await new AgentStore(gateway.platform.database).sync([anAgent({ agent_id: 'tester' })]);
  });
  afterAll(() => gateway.close());

  const get = (path: string, as: 'admin' | 'viewer' = 'viewer'): Promise<Answer> =>
    gateway.call('GET', `/api/v1${path}`, { as });
  const addWorker = (id: string, busy: number, heartbeat = 'now()'): Promise<number> =>
    gateway.platform.database.execute(
      unnamedStatement(`INSERT INTO workers (worker_id, team, host, pid, version, slots, busy, started_at, last_heartbeat_at)
                        VALUES ($1, 'testing', 'host-1', 4711, '1.0', 10, $2, now(), ${heartbeat})`),
      [id, busy],
    );

  it('answers before anything was counted', async () => {
    const stats = (await get('/queues/stats')).json();
    expect(stats).toMatchObject({ timestamp: null, workers: { total: 0, active: 0, idle: 0, utilization: 0 } });
    expect(stats.queues.critical).toMatchObject({ depth: 0, processing_rate: '0/minute', avg_wait_time_seconds: 0 });
    expect(Object.keys(stats.queues)).toEqual(['critical', 'high', 'normal', 'low']);
  });

  it('sums by priority, team and agent', async () => {
    await addWorker('testing-1', 5);
    await addWorker('testing-2', 0);
    await addWorker('testing-3', 9, "now() - interval '1 minute'");
    const groups = [
      group({ pending: 3, queued: 1, finished_per_minute: 30, avg_wait_seconds: 2, oldest_age_seconds: 9 }),
      group({ agent_id: 'other', pending: 2, running: 5, finished_per_minute: 10, avg_wait_seconds: 6 }),
      group({ team: 'marketing', agent_id: 'writer', priority: 1, pending: 7, retry: 4, due_soon: 2 }),
    ];
    await new SnapshotStore(gateway.platform.database).write({ groups }, 1, 'a test');
    const stats = await until(async () => {
      const seen = (await get('/queues/stats')).json();
      return seen.timestamp !== null && seen;
    });
    expect(stats.queues).toMatchObject({
      critical: { depth: 7, retry: 4 },
      normal: { depth: 6, running: 5, processing_rate: '40/minute', avg_wait_time_seconds: 3, oldest_age_seconds: 9 },
      low: { depth: 0 },
    });
    expect(stats.teams).toMatchObject({
      testing: { depth: 6, workers: { total: 2 } },
      marketing: { depth: 7, workers: { total: 0 } },
    });
    expect(stats.agents).toMatchObject({
      tester: { team: 'testing', depth: 4 },
      writer: { team: 'marketing', depth: 7 },
    });
    expect(stats.workers).toEqual({ total: 2, active: 1, idle: 1, utilization: 0.25 });
  });

  it('says how many workers a team could use', async () => {
    expect((await get('/scaling/TEST_AGENT')).json()).toMatchObject({
      team: 'testing',
      demand: 11,
      workers: 2,
      slots: 20,
      busy: 5,
      suggested_workers: 2,
    });
    expect((await get('/scaling/marketing')).json()).toMatchObject({ demand: 9, workers: 0, suggested_workers: 1 });
  });

  it('says the same in a few numbers, and as a metric', async () => {
    const summary = (await gateway.call('GET', '/api/metrics/summary', { as: 'viewer' })).json();
    expect(summary).toMatchObject({
      backlog: { waiting: 13, running: 5, retry: 4, oldest_age_seconds: 9 },
      processed_per_minute: 40,
      agents: { tester: { waiting: 4, running: 0 } },
      workers: { total: 2 },
      suggested_workers: { testing: 2, marketing: 1 },
    });
    const { body } = await gateway.call('GET', '/metrics', { as: 'admin' });
    expect(body).toMatch(/cadre_team_demand\{team="testing".*\} 11/);
  });

  it('lists workers, with host and pid for admins alone', async () => {
    const { workers, total } = (await get('/workers')).json();
    expect(total).toBe(3);
    const seen = workers.find(({ worker_id }: { worker_id: string }) => worker_id === 'testing-1');
    expect(seen).toMatchObject({
      team: 'testing',
      slots: 10,
      busy: 5,
      alive: true,
      current_task_ids: [],
      version: '1.0',
    });
    expect(seen).not.toHaveProperty('host');
    const forAdmin = (await get('/workers', 'admin')).json().workers;
    expect(forAdmin.find(({ worker_id }: { worker_id: string }) => worker_id === 'testing-1')).toMatchObject({
      host: 'host-1',
      pid: 4711,
    });
  });

  it('names what a worker runs to those alone who may read it', async () => {
    const create = await gateway.call('POST', '/api/v1/tasks', { as: 'user', body: { agent_id: 'tester' } });
    const { task_id } = create.json();
    await gateway.platform.database.execute(
      unnamedStatement(`UPDATE tasks SET status = 'running', worker_id = 'testing-1', lease_token = gen_random_uuid(),
                               started_at = now() WHERE task_id = $1`),
      [task_id],
    );
    const seenBy = async (as: 'admin' | 'user' | 'colleague' | 'viewer' | 'stranger') => {
      const { workers } = (await gateway.call('GET', '/api/v1/workers', { as })).json();
      return workers.find(({ worker_id }: { worker_id: string }) => worker_id === 'testing-1').current_task_ids;
    };
    for (const person of ['admin', 'user', 'viewer'] as const) expect(await seenBy(person)).toEqual([task_id]);
    for (const person of ['colleague', 'stranger'] as const) expect(await seenBy(person)).toEqual([]);
  });

  it('drains a worker, audited', async () => {
    const answer = await gateway.call('POST', '/api/v1/workers/testing-1/drain', { as: 'admin' });
    expect([answer.statusCode, answer.json().worker_id]).toEqual([202, 'testing-1']);
    const { audit } = (await get('/audit?event_type=worker_drained', 'admin')).json();
    expect(audit).toMatchObject([{ object_id: 'testing-1', user_id: gateway.userId('admin') }]);
    expect((await gateway.call('POST', '/api/v1/workers/nobody/drain', { as: 'admin' })).json()).toMatchObject({
      code: 'WORKER_NOT_FOUND',
    });
  });
});
