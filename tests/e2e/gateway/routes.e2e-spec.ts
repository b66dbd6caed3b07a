import { PEOPLE, startGateway, type GatewayFixture } from './gateway-fixture';

const PUBLIC = [
  'GET /livez',
  'GET /readyz',
  'GET /startupz',
  'GET /api/v1/health',
  'POST /api/v1/auth/login',
  'POST /api/v1/auth/refresh',
  'POST /api/v1/callbacks/{token}',
];
/** The documentation describes the API, not itself. */
const UNDOCUMENTED = ['GET /api/openapi.json', 'GET /docs', 'GET /docs/start.js', 'GET /docs/{file}'];
/** What everybody may change: the own session and password. */
const OWN_ACCOUNT = ['POST /api/v1/auth/logout', 'POST /api/v1/auth/change-password'];

const ID = '0190d3f0-0000-7000-8000-000000000000';

interface Operation {
  readonly security: unknown[];
  readonly 'x-roles'?: string[];
}

describe('every route', () => {
  let gateway: GatewayFixture;
  let routes: string[];
  let documented: Map<string, Operation>;

  beforeAll(async () => {
    gateway = await startGateway();
    const table = gateway.app.getHttpAdapter().getInstance().routeTable;
    routes = table
      .list()
      .filter(({ method }) => method !== 'HEAD' && method !== 'OPTIONS')
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`);
    const document = (await gateway.call('GET', '/api/openapi.json')).json();
    documented = new Map(
      Object.entries<Record<string, Operation>>(document.paths).flatMap(([path, operations]) =>
        Object.entries(operations).map(
          ([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const,
        ),
      ),
    );
  });
  afterAll(() => gateway.close());

  const urlOf = (route: string): [string, string] => {
    const [method = '', path = ''] = route.split(' ');
    return [method, path.replace(/\{\w+\}/g, ID)];
  };

  it('is in the OpenAPI document, and the document has no other', () => {
    expect([...documented.keys()].sort()).toEqual(routes.filter((route) => !UNDOCUMENTED.includes(route)).sort());
  });

  it('asks for a login, except those that are public', async () => {
    for (const route of documented.keys()) {
      const [method, url] = urlOf(route);
      const { statusCode, headers } = await gateway.call(method, url);
      if (PUBLIC.includes(route)) expect([route, statusCode]).not.toEqual([route, 401]);
      else expect([route, statusCode, headers['www-authenticate']]).toEqual([route, 401, 'Bearer realm="cadre"']);
    }
  });

  it('says in the document what it asks for', () => {
    for (const [route, operation] of documented) {
      expect([route, operation.security]).toEqual([route, PUBLIC.includes(route) ? [] : [{ bearer: [] }]]);
      if (!PUBLIC.includes(route))
        expect([route, operation['x-roles']]).toEqual([route, expect.arrayContaining(['admin'])]);
    }
  });

  it('refuses whoever has not the role', async () => {
    for (const [route, operation] of documented) {
      for (const person of ['user', 'viewer'] as const) {
        if (PUBLIC.includes(route) || operation['x-roles']?.includes(PEOPLE[person].role)) continue;
        const [method, url] = urlOf(route);
        const answer = await gateway.call(method, url, { as: person });
        expect([route, person, answer.statusCode, answer.json().code]).toEqual([route, person, 403, 'FORBIDDEN']);
      }
    }
  });

  it('lets a viewer change nothing but the own account', () => {
    const changing = [...documented].filter(([route]) => !route.startsWith('GET') && !PUBLIC.includes(route));
    const open = changing.filter(([, operation]) => operation['x-roles']?.includes('viewer')).map(([route]) => route);
    expect(open.sort()).toEqual([...OWN_ACCOUNT].sort());
  });
});

describe('the documentation', () => {
  let gateway: GatewayFixture;
  beforeAll(async () => {
    gateway = await startGateway();
  });
  afterAll(() => gateway.close());

  it('is OpenAPI 3.1', async () => {
    expect((await gateway.call('GET', '/api/openapi.json')).json()).toMatchObject({
      openapi: '3.1.0',
      info: { title: 'Cadre' },
    });
  });

  it('is a page without anything inline or from elsewhere', async () => {
    const page = await gateway.call('GET', '/docs');
    expect(page.headers['content-type']).toMatch('text/html');
    expect(page.headers['content-security-policy']).toMatch("default-src 'self'");
    expect(page.body).not.toMatch(/<script>|<style|https?:/);
    for (const [, url] of page.body.matchAll(/(?:src|href)="([^"]+)"/g)) {
      expect([url, (await gateway.call('GET', String(url))).statusCode]).toEqual([url, 200]);
    }
  });

  it.each(['package.json', '..%2fpackage.json', 'swagger-ui.js.map'])('serves no other file: %s', async (file) => {
    expect((await gateway.call('GET', `/docs/${file}`)).statusCode).toBe(404);
  });

  it.each(['/docs', '/api/openapi.json'])('asks callers from elsewhere for a login: %s', async (url) => {
    const headers = { 'x-forwarded-for': '203.0.113.7' };
    expect((await gateway.call('GET', url, { headers })).statusCode).toBe(401);
    expect((await gateway.call('GET', url, { headers, as: 'viewer' })).statusCode).toBe(200);
  });
});
