import request from 'supertest';
import { until } from '@cadre/testing';
import { startGateway, type GatewayFixture } from './gateway-fixture';

describe('probes', () => {
  it('say started and ready only when the database answered, and not ready from the start of the end on', async () => {
    const gateway = await startGateway();
    const probe = async (name: string) => {
      const { statusCode, ...answer } = await gateway.call('GET', `/${name}`);
      return [statusCode, answer.json().status];
    };
    expect(await probe('livez')).toEqual([200, 'alive']);
    expect(await probe('startupz')).toEqual([503, 'starting']);
    expect(await probe('readyz')).toEqual([503, 'starting']);
    await gateway.gateway.start();
    expect(await probe('startupz')).toEqual([200, 'started']);
    expect(await probe('readyz')).toEqual([200, 'ready']);
    await gateway.close();
  });

  it('tell that the database is away, and every request that needs it gets 503 with Retry-After', async () => {
    const gateway = await startGateway();
    const token = await gateway.token('admin');
    const cutOff = await startGateway({ databaseUrl: 'postgres://postgres@127.0.0.1:9/none' }, gateway);
    const starting = cutOff.gateway.start();
    expect((await cutOff.call('GET', '/livez')).statusCode).toBe(200);
    expect((await cutOff.call('GET', '/readyz')).statusCode).toBe(503);
    const health = await cutOff.call('GET', '/api/v1/health');
    expect([health.statusCode, health.json().status]).toEqual([503, 'unhealthy']);
    const refused = await cutOff.call('GET', '/api/v1/agents', { token });
    expect(refused.json()).toMatchObject({ status: 503, code: 'DATABASE_UNAVAILABLE' });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    await cutOff.close();
    await starting;
    await gateway.close();
  });
});

describe('the system', () => {
  let gateway: GatewayFixture;
  beforeAll(async () => {
    gateway = await startGateway({ corsOrigins: ['https://app.example.org'] });
    await gateway.gateway.start();
  });
  afterAll(() => gateway.close());

  it('says how it is, to everybody', async () => {
    const health = await until(async () => {
      const answer = (await gateway.call('GET', '/api/v1/health')).json();
      return answer.status === 'healthy' && answer;
    });
    expect(health.details).toEqual({
      database: { status: 'up', latency_ms: expect.any(Number) },
      bus: { status: 'up' },
    });
  });

  it('tells about each part to who asks a probe for more', async () => {
    const details = { database: { status: 'up', latency_ms: expect.any(Number) }, bus: { status: 'up' } };
    for (const url of ['/readyz?verbose', '/readyz?verbose=true']) {
      const ready = await gateway.call('GET', url);
      const body = { status: 'ready', checks: { database: 'up' }, health: 'healthy', details };
      expect([ready.statusCode, ready.json()]).toEqual([200, body]);
    }
    for (const url of ['/readyz', '/readyz?verbose=false']) {
      expect((await gateway.call('GET', url)).json()).toEqual({ status: 'ready', checks: { database: 'up' } });
    }
    for (const url of ['/livez?verbose', '/startupz?verbose']) {
      expect((await gateway.call('GET', url)).statusCode).toBe(200);
    }
    for (const url of ['/readyz?verbose=yes', '/readyz?loud']) {
      expect((await gateway.call('GET', url)).statusCode).toBe(400);
    }
  });

  it.each(['/metrics', '/api/v1/metrics'])('shows its metrics to admins at %s', async (url) => {
    await gateway.call('GET', '/api/v1/agents', { as: 'user' });
    const { body, headers } = await gateway.call('GET', url, { as: 'admin' });
    expect(headers['content-type']).toMatch(/^text\/plain/);
    expect(body).toMatch(/cadre_http_request_duration_seconds_count\{.*route="\/api\/v1\/agents",status="200".*\} \d+/);
    expect(body).toMatch(/cadre_event_loop_lag_seconds\{/);
    expect(body).toMatch(/cadre_database_pool_connections\{.*state="idle"/);
    expect((await gateway.call('GET', url, { as: 'user' })).statusCode).toBe(403);
  });

  it('writes one line per request, with its pattern instead of its address', async () => {
    const id = '0190d3f0-0000-7000-8000-000000000000';
    const headers = { 'x-correlation-id': 'one-line', traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` };
    await gateway.call('GET', `/api/v1/users/${id}`, { as: 'admin', headers });
    const lines = gateway.log.map((line) => JSON.parse(line)).filter((line) => line.correlation_id === 'one-line');
    expect(lines).toMatchObject([
      {
        level: 'info',
        msg: 'request',
        method: 'GET',
        route: '/api/v1/users/:id',
        status: 404,
        duration_ms: expect.any(Number),
        tenant: 'default',
        trace_id: 'a'.repeat(32),
      },
    ]);
  });

  it('lets listed origins in, preflights included, and no others (S48)', async () => {
    const preflight = (origin: string) =>
      gateway.call('OPTIONS', '/api/v1/tasks', { headers: { origin, 'access-control-request-method': 'POST' } });
    expect((await preflight('https://app.example.org')).headers).toMatchObject({
      'access-control-allow-origin': 'https://app.example.org',
      'access-control-allow-methods': expect.stringContaining('POST'),
    });
    expect((await preflight('https://evil.example')).headers['access-control-allow-origin']).toBeUndefined();
  });

  it('answers over a real connection as it does without one', async () => {
    const server = gateway.app.getHttpServer();
    await request(server).get('/livez').expect(200, { status: 'alive' }).expect('x-content-type-options', 'nosniff');
    const login = { email: 'admin@localhost', password: 'wrong' };
    await request(server)
      .post('/api/v1/auth/login')
      .send(login)
      .expect(401)
      .expect('content-type', /problem\+json/);
    await request(server).post('/api/v1/auth/login').type('form').send(login).expect(415);
    await request(server).get('/api/v1/agents').auth('a.b.c', { type: 'bearer' }).expect(401);
    const large = { email: 'a@b', password: 'x'.repeat(2 * 1024 * 1024) };
    await request(server).post('/api/v1/auth/login').send(large).expect(413).expect('connection', 'close');
  });

  it('answers every way of asking for nothing with a problem (S26)', async () => {
    const headers = { 'x-http-method-override': 'DELETE' };
    expect((await gateway.call('GET', '/api/v1/agents', { as: 'user', headers })).statusCode).toBe(200);
    expect((await gateway.call('TRACE', '/api/v1/agents', { as: 'user' })).headers.allow).toBe('GET, HEAD');
    for (const url of ['/api/v2/agents', '/api/v1/agents/', '//api/v1/agents', '/API/v1/agents', '/api/v1/%2e%2e/x']) {
      const answer = await gateway.call('GET', url, { as: 'user' });
      expect([url, answer.statusCode, answer.json().code]).toEqual([url, 404, expect.stringMatching(/NOT_FOUND$/)]);
    }
  });
});
