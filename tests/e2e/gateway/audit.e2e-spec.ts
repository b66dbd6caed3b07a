import { until } from '@cadre/testing';
import { PEOPLE, startGateway, type GatewayFixture } from './gateway-fixture';

describe('/audit', () => {
  let gateway: GatewayFixture;
  beforeAll(async () => {
    gateway = await startGateway();
  });
  afterAll(() => gateway.close());

  const find = async (query: string): Promise<Record<string, unknown>[]> =>
    (await gateway.call('GET', `/api/v1/audit?${query}`, { as: 'admin' })).json().audit;

  it('holds refusals: who, what, from where', async () => {
    const headers = { 'x-correlation-id': 'refused-1', 'user-agent': 'a test' };
    await gateway.call('GET', '/api/v1/users', { as: 'viewer', headers, remoteAddress: '10.9.9.9' });
    const entries = await until(async () => {
      const found = await find(`event_type=access_denied&user_id=${gateway.userId('viewer')}`);
      return found.length > 0 && found;
    });
    expect(entries[0]).toMatchObject({
      outcome: 'denied',
      email: PEOPLE.viewer.email,
      tenant: 'default',
      ip_address: '10.9.9.9',
      user_agent: 'a test',
      correlation_id: 'refused-1',
      data: { method: 'GET', route: '/api/v1/users', status: 403 },
    });
  });

  it('holds tokens that were refused, not requests without any', async () => {
    await gateway.call('GET', '/api/v1/users', { headers: { 'x-correlation-id': 'no-token' } });
    await gateway.call('GET', '/api/v1/users', { token: 'a.b.c', headers: { 'x-correlation-id': 'bad-token' } });
    const seen = await until(async () => {
      const found = (await find('event_type=access_denied')).map((entry) => entry.correlation_id);
      return found.includes('bad-token') && found;
    });
    expect(seen).not.toContain('no-token');
  });

  it('believes no forwarded address unless it was told to (S27)', async () => {
    const headers = { 'x-forwarded-for': '1.2.3.4', 'x-real-ip': '1.2.3.4', 'x-correlation-id': 'forwarded' };
    await gateway.call('GET', '/api/v1/users', { as: 'viewer', headers, remoteAddress: '10.8.8.8' });
    const entry = await until(async () =>
      (await find('event_type=access_denied')).find((e) => e.correlation_id === 'forwarded'),
    );
    expect(entry.ip_address).toBe('10.8.8.8');
  });

  it('believes as many proxies as it was told to', async () => {
    const behindProxy = await startGateway({ trustedProxies: 1 }, gateway);
    const headers = { 'x-forwarded-for': '6.6.6.6, 203.0.113.9', 'x-correlation-id': 'by-proxy' };
    await behindProxy.call('GET', '/api/v1/users', { as: 'viewer', headers, remoteAddress: '10.8.8.8' });
    const entry = await until(async () =>
      (await find('event_type=access_denied')).find((e) => e.correlation_id === 'by-proxy'),
    );
    expect(entry.ip_address).toBe('203.0.113.9');
    await behindProxy.close();
  });

  it('holds every access when told to', async () => {
    const watched = await startGateway({ auditAccess: true }, gateway);
    await watched.call('GET', '/api/v1/auth/me', { as: 'user' });
    await until(async () => (await find('event_type=api_access')).some((e) => e.email === PEOPLE.user.email));
    await watched.close();
  });

  it('is filtered by time, newest first', async () => {
    const entries = await find('limit=100');
    const times = entries.map((entry) => String(entry.timestamp));
    expect(times).toEqual([...times].sort().reverse());
    expect(await find(`until=${encodeURIComponent('2020-01-01T00:00:00Z')}`)).toEqual([]);
    expect((await find(`since=${encodeURIComponent('2020-01-01T00:00:00Z')}&limit=100`)).length).toBe(entries.length);
  });
});
