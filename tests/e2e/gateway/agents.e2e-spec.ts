import { AgentStore, unnamedStatement } from '@cadre/persistence';
import { anAgent } from './agents-of-tests';
import { PEOPLE, startGateway, type Answer, type GatewayFixture } from './gateway-fixture';

const AGENTS = '/api/v1/agents';

describe('/agents', () => {
  let gateway: GatewayFixture;
  beforeAll(async () => {
    gateway = await startGateway();
    await new AgentStore(gateway.platform.database).sync([
      anAgent({ agent_id: 'tester', output: { type: 'object' } }),
      anAgent({ agent_id: 'writer', team: 'marketing', executor: 'llm' }),
      anAgent({ agent_id: 'puller', team: 'platform', executor: 'external' }),
    ]);
  });
  afterAll(() => gateway.close());

  const get = (path = ''): Promise<Answer> => gateway.call('GET', `${AGENTS}${path}`, { as: 'viewer' });
  const patch = (id: string, body: object, headers: Record<string, string> = {}): Promise<Answer> =>
    gateway.call('PATCH', `${AGENTS}/${id}`, { as: 'admin', body, headers });

  it('lists agents as clients rely on', async () => {
    const { agents, total } = (await get()).json();
    expect(total).toBe(3);
    expect(agents.find(({ agent_id }: { agent_id: string }) => agent_id === 'tester')).toEqual({
      agent_id: 'tester',
      agent_name: 'tester',
      team: 'testing',
      team_name: 'TEST_AGENT',
      description: 'An agent of a test',
      executor: 'builtin',
      schema: expect.objectContaining({ type: 'object' }),
      output_schema: { type: 'object' },
      max_concurrent_tasks: 5,
      rate_limit: null,
      rate_burst: null,
      paused: false,
      paused_by: null,
      paused_at: null,
      version: 'v1',
    });
  });

  it.each(['marketing', 'MARKETING_TEAM'])('takes the team as %s', async (team) => {
    const { agents } = (await get(`?team=${team}`)).json();
    expect(agents.map(({ agent_id }: { agent_id: string }) => agent_id)).toEqual(['writer']);
  });

  it('shows one, and its schema', async () => {
    expect((await get('/writer')).json()).toMatchObject({ agent_id: 'writer', team_name: 'MARKETING_TEAM' });
    expect((await get('/writer/schema')).json()).toEqual({
      agent_id: 'writer',
      version: 'v1',
      schema: expect.objectContaining({ type: 'object' }),
      output_schema: null,
    });
  });

  it.each(['/nobody', '/nobody/schema', '/nobody/stats', '/nobody/health', '/..%2Fusers'])(
    'does not know %s',
    async (path) => {
      expect((await get(path)).json()).toMatchObject({ status: 404, code: 'AGENT_NOT_FOUND' });
    },
  );

  it('changes limits at once, and unlimits them', async () => {
    const changed = await patch('tester', { max_concurrent_tasks: 2, rate_limit: '10/minute', rate_burst: 3 });
    expect(changed.json()).toMatchObject({ max_concurrent_tasks: 2, rate_limit: '10/minute', rate_burst: 3 });
    expect((await get('/tester')).json()).toEqual(changed.json());
    const unlimited = await patch('tester', { max_concurrent_tasks: null, rate_limit: null });
    expect(unlimited.json()).toMatchObject({ max_concurrent_tasks: null, rate_limit: null });
  });

  it('refuses a change of what has changed since', async () => {
    const etag = String((await get('/writer')).headers.etag);
    expect(etag).toMatch(/^"v1-\d+"$/);
    expect((await patch('writer', { max_concurrent_tasks: 3 }, { 'if-match': etag })).statusCode).toBe(200);
    const stale = await patch('writer', { max_concurrent_tasks: 4 }, { 'if-match': etag });
    expect(stale.json()).toMatchObject({ status: 412, code: 'PRECONDITION_FAILED' });
    expect(
      (await patch('writer', { max_concurrent_tasks: 4 }, { 'if-match': String(stale.headers.etag) })).statusCode,
    ).toBe(200);
  });

  it('lets one of many that change the same version through', async () => {
    const etag = String((await get('/writer')).headers.etag);
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) => patch('writer', { max_concurrent_tasks: i + 1 }, { 'if-match': etag })),
    );
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, ...Array<number>(7).fill(412)]);
  });

  it('pauses and resumes, audited', async () => {
    const paused = await gateway.call('POST', `${AGENTS}/writer/pause`, { as: 'admin' });
    expect(paused.json()).toMatchObject({ paused: true, paused_by: PEOPLE.admin.email, paused_at: expect.any(String) });
    expect((await gateway.call('POST', `${AGENTS}/writer/pause`, { as: 'admin' })).statusCode).toBe(200);
    const resumed = await gateway.call('POST', `${AGENTS}/writer/resume`, { as: 'admin' });
    expect(resumed.json()).toMatchObject({ paused: false, paused_by: null });
    const { audit } = (
      await gateway.call('GET', '/api/v1/audit?object_id=writer&object_type=agent', { as: 'admin' })
    ).json();
    const events = audit.map((entry: { event_type: string }) => entry.event_type);
    expect(events.slice(0, 2)).toEqual(['agent_resumed', 'agent_paused']);
  });

  it('tells how attempts went', async () => {
    expect((await get('/tester/stats?hours=1')).json()).toMatchObject({
      agent_id: 'tester',
      hours: 1,
      attempts: 0,
      success_rate: null,
    });
  });

  it('tells whether tasks can start', async () => {
    expect((await get('/tester/health')).json()).toMatchObject({
      status: 'unhealthy',
      reasons: ['no worker of team testing is alive'],
    });
    expect((await get('/puller/health')).json()).toMatchObject({ status: 'healthy', reasons: [] });
    await gateway.platform.database.execute(
      unnamedStatement(`INSERT INTO workers (worker_id, team, host, pid, version, slots, busy, started_at, last_heartbeat_at)
                        VALUES ('testing-1', 'testing', 'h', 1, '1', 10, 0, now(), now())`),
      [],
    );
    expect((await get('/tester/health')).json()).toMatchObject({ status: 'healthy', live_workers: 1 });
  });
});
