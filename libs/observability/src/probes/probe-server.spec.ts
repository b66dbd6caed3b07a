import { createMetrics } from '../metrics/metrics';
import { startProbeServer, type ProbeServer } from './probe-server';

let server: ProbeServer;
let database: () => boolean | Promise<boolean>;

beforeEach(async () => {
  database = () => true;
  const metrics = createMetrics({ service: 's', role: 'r', shard: '0' });
  server = await startProbeServer({ port: 0, checks: { database: () => database(), bus: () => true }, metrics });
});
afterEach(() => server.stop());

async function get(path: string): Promise<[number, unknown]> {
  const response = await fetch(`http://127.0.0.1:${server.port}${path}`);
  return [response.status, await response.json()];
}

describe('the probe server', () => {
  it('is alive at once and started when told so', async () => {
    expect(await get('/livez')).toEqual([200, { status: 'alive' }]);
    expect(await get('/startupz')).toEqual([503, { status: 'starting' }]);
    expect(await get('/readyz')).toEqual([503, { status: 'starting' }]);
    server.markStarted();
    expect(await get('/startupz')).toEqual([200, { status: 'started' }]);
  });

  it('is ready while every check passes', async () => {
    server.markStarted();
    expect(await get('/readyz?verbose')).toEqual([200, { status: 'ready', checks: { database: 'up', bus: 'up' } }]);
    database = () => false;
    expect(await get('/readyz')).toEqual([503, { status: 'not ready', checks: { database: 'down', bus: 'up' } }]);
    database = () => Promise.reject(new TypeError('gone'));
    expect((await get('/readyz'))[0]).toBe(503);
  });

  it('is not ready when a check hangs', async () => {
    server.markStarted();
    database = () => new Promise(() => {});
    expect((await get('/readyz'))[0]).toBe(503);
  });

  it('is not ready once it stops, but alive', async () => {
    server.markStarted();
    server.markStopping();
    expect(await get('/readyz')).toEqual([503, { status: 'stopping' }]);
    expect((await get('/livez'))[0]).toBe(200);
  });

  it('serves metrics, and nothing else', async () => {
    const response = await fetch(`http://127.0.0.1:${server.port}/metrics`);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(await response.text()).toContain('cadre_');
    expect((await get('/'))[0]).toBe(404);
  });

  it('rejects when its port is taken', async () => {
    const metrics = createMetrics({ service: 's', role: 'r', shard: '0' });
    await expect(startProbeServer({ port: server.port, checks: {}, metrics })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });
});
