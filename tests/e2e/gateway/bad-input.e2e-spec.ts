import { ProblemCode } from '@cadre/contracts';
import { unnamedStatement } from '@cadre/persistence';
import { badBodies, badFields, badQueries, minimalBody, type BadInput, type Parameter, type Schema } from './bad-input';
import { startGateway, type Answer, type GatewayFixture } from './gateway-fixture';

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

interface Route {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

const ID = '0190d3f0-0000-7000-8000-000000000000';
const LEAK = /\bat .+:\d+:\d+|SELECT |INSERT |UPDATE |node_modules|\/src\/|\.ts\b/;

describe('bad input', () => {
  let gateway: GatewayFixture;
  let routes: Route[];
  let resolve: (schema: Schema) => Schema;

  beforeAll(async () => {
    gateway = await startGateway();
    const document = (await gateway.call('GET', '/api/openapi.json')).json();
    const schemas: Record<string, Schema> = document.components.schemas;
    resolve = (schema) => (schema.$ref ? (schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}) : schema);
    routes = Object.entries<Record<string, Operation>>(document.paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
    );
    // Whoever cannot sign is told nothing about the body.
    routes = routes.filter(({ path }) => !path.includes('/callbacks/'));
  });
  afterAll(() => gateway.close());

  const bodyOf = ({ operation }: Route): Schema | undefined =>
    operation.requestBody?.content['application/json']?.schema;

  const send = ({ method, path }: Route, { body, query, headers }: BadInput): Promise<Answer> =>
    gateway.call(method, `${path.replace(/\{\w+\}/g, ID)}${query === undefined ? '' : `?${query}`}`, {
      as: 'admin',
      ...(body !== undefined && { body }),
      ...(headers && { headers }),
    });

  function expectRefusal(route: Route, input: BadInput, answer: Answer): void {
    const what = `${route.method} ${route.path}: ${input.name}`;
    expect([what, answer.statusCode]).toEqual([what, input.status]);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    const problem = answer.json();
    expect(Object.values(ProblemCode)).toContain(problem.code);
    expect(problem).toMatchObject({ status: input.status, correlation_id: answer.headers['x-correlation-id'] });
    expect(answer.body).not.toMatch(LEAK);
    if (input.path === undefined) return;
    expect([what, problem.errors.map((error: { path: string }) => error.path)]).toEqual([
      what,
      expect.arrayContaining([expect.stringMatching(new RegExp(`^${input.path.replaceAll('$', '\\$')}(/|$)`))]),
    ]);
  }

  async function expectAllRefused(inputsOf: (route: Route) => BadInput[]): Promise<number> {
    let tried = 0;
    for (const route of routes) {
      for (const input of inputsOf(route)) {
        expectRefusal(route, input, await send(route, input));
        tried++;
      }
    }
    return tried;
  }

  async function everything(): Promise<unknown> {
    const counts = [
      'users',
      'tasks',
      'task_events',
      'dlq_tasks',
      'artifacts',
      'workflows',
      'idempotency_keys',
      'tenants',
    ].map((table) => `(SELECT count(*) FROM ${table}) AS ${table}`);
    return gateway.platform.database.query(unnamedStatement(`SELECT ${counts.join(', ')}`), []);
  }

  it('in a field of a body names the field', async () => {
    const before = await everything();
    const tried = await expectAllRefused((route) => {
      const schema = bodyOf(route);
      return schema ? badFields(schema, resolve) : [];
    });
    expect(tried).toBeGreaterThan(100);
    expect(await everything()).toEqual(before);
  });

  it('in a body as a whole is refused on every route that takes one', async () => {
    const before = await everything();
    await expectAllRefused((route) => {
      const schema = bodyOf(route);
      return schema ? badBodies(minimalBody(schema, resolve), resolve(schema).additionalProperties === true) : [];
    });
    expect(await everything()).toEqual(before);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('in a body is refused on routes that take none', async () => {
    const body = '{"unknown_field":1}';
    await expectAllRefused((route) =>
      route.operation.requestBody || route.method === 'GET'
        ? []
        : [{ name: 'a body', body, status: 400, path: '/unknown_field' }],
    );
  });

  it('in the query names the parameter', async () => {
    await expectAllRefused((route) => badQueries(route.operation.parameters ?? []));
  });

  it('in the path names the parameter', async () => {
    for (const route of routes) {
      const ids = (route.operation.parameters ?? []).filter((p) => p.in === 'path' && p.schema.format === 'uuid');
      for (const { name } of ids) {
        for (const value of ['x', '1', "0190d3f0'--", '%F0%9F%92%A9', `${ID}0`]) {
          const path = route.path.replace(`{${name}}`, value).replace(/\{\w+\}/g, ID);
          const schema = bodyOf(route);
          const body = schema && JSON.stringify(minimalBody(schema, resolve));
          const input = {
            name: `${name}=${value}`,
            status: 400,
            path: `/${name}`,
            ...(body !== undefined && { body }),
          };
          expectRefusal(route, input, await send({ ...route, path }, input));
        }
      }
    }
  });

  it('that is an id of nobody is a 404, the same for everybody', async () => {
    const withId = routes.filter(({ path }) => path.includes('{id}') && !path.includes('/scaling/'));
    for (const route of withId) {
      const schema = bodyOf(route);
      const input = {
        name: 'id of nobody',
        status: 404,
        ...(schema && { body: JSON.stringify(minimalBody(schema, resolve)) }),
      };
      const answer = await send(route, input);
      const empty = route.method === 'PATCH' && answer.statusCode === 400;
      if (!empty) expectRefusal(route, input, answer);
    }
  });
});
