import { randomUUID } from 'node:crypto';
import { unnamedStatement } from '@cadre/persistence';
import { PASSWORD, startGateway, type Answer, type GatewayFixture } from './gateway-fixture';

const USERS = '/api/v1/users';

describe('/users', () => {
  let gateway: GatewayFixture;
  beforeAll(async () => {
    gateway = await startGateway();
  });
  afterAll(() => gateway.close());

  const newEmail = (): string => `somebody-${randomUUID()}@example.org`;
  const create = (body: object, headers: Record<string, string> = {}): Promise<Answer> =>
    gateway.call('POST', USERS, {
      as: 'admin',
      headers,
      body: { email: newEmail(), password: PASSWORD, role: 'user', ...body },
    });

  it('makes accounts, with their tenant if it is new', async () => {
    const email = newEmail();
    const answer = await create({ email, role: 'viewer', tenant: 'new-tenant' });
    expect(answer.statusCode).toBe(201);
    const user = answer.json();
    expect(user).toEqual({
      user_id: expect.any(String),
      email,
      role: 'viewer',
      tenant: 'new-tenant',
      disabled: false,
      created_at: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/),
      last_login_at: null,
    });
    expect(answer.headers.location).toBe(`${USERS}/${user.user_id}`);
    expect((await gateway.call('GET', `${USERS}/${user.user_id}`, { as: 'admin' })).json()).toEqual(user);
  });

  it('keeps an email once, in whatever spelling', async () => {
    const email = newEmail();
    await create({ email });
    expect((await create({ email: email.toUpperCase() })).json()).toMatchObject({
      status: 409,
      code: 'ALREADY_EXISTS',
      errors: [{ path: '/email' }],
    });
  });

  it.each(['short', 'password1234', 'aaaaaaaaaaaaaa'])('refuses the password %s', async (password) => {
    const answer = await create({ password });
    const path = answer.json().errors[0].path;
    expect([answer.statusCode, path]).toEqual([422, '/password']);
  });

  it.each([
    { role: 'root' },
    { tenant: 'Not A Tenant' },
    { tenant: '' },
    { user_id: randomUUID() },
    { token_version: 9 },
  ])('refuses %j', async (body) => {
    expect((await create(body)).json()).toMatchObject({ status: 400, errors: [{ path: `/${Object.keys(body)[0]}` }] });
  });

  it('lists them by pages that link to each other', async () => {
    const first = await gateway.call('GET', `${USERS}?limit=2`, { as: 'admin' });
    const { users, total, limit, offset } = first.json();
    expect([users.length, limit, offset]).toEqual([2, 2, 0]);
    expect(total).toBeGreaterThan(2);
    expect(first.headers.link).toBe(`<${USERS}?limit=2&offset=2>; rel="next"`);
    const second = await gateway.call('GET', `${USERS}?limit=2&offset=2`, { as: 'admin' });
    expect(second.headers.link).toContain(`<${USERS}?limit=2&offset=0>; rel="prev"`);
    expect(second.json().users[0].user_id).not.toBe(users[0].user_id);
  });

  it('never shows a password hash', async () => {
    expect((await gateway.call('GET', USERS, { as: 'admin' })).body).not.toMatch(/argon2|password|token_version/);
  });

  it('enables again, and changes roles', async () => {
    const { user_id } = (await create({})).json();
    const patch = (body: object): Promise<Answer> =>
      gateway.call('PATCH', `${USERS}/${user_id}`, { as: 'admin', body });
    expect((await patch({ disabled: true })).json()).toMatchObject({ disabled: true, role: 'user' });
    expect((await patch({ disabled: false, role: 'admin' })).json()).toMatchObject({ disabled: false, role: 'admin' });
    expect((await patch({})).statusCode).toBe(400);
  });

  it('lets nobody disable or demote the own account', async () => {
    const own = `${USERS}/${gateway.userId('admin')}`;
    expect((await gateway.call('PATCH', own, { as: 'admin', body: { disabled: true } })).statusCode).toBe(403);
    expect((await gateway.call('PATCH', own, { as: 'admin', body: { role: 'user' } })).statusCode).toBe(403);
  });

  it('keeps who did it in the audit log', async () => {
    const { user_id } = (await create({}, { 'x-correlation-id': 'made-here' })).json();
    const { audit } = (await gateway.call('GET', `/api/v1/audit?object_id=${user_id}`, { as: 'admin' })).json();
    expect(audit).toMatchObject([
      {
        event_type: 'user_created',
        user_id: gateway.userId('admin'),
        correlation_id: 'made-here',
        ip_address: '127.0.0.1',
      },
    ]);
  });

  describe('with an Idempotency-Key', () => {
    const count = async (email: string): Promise<number> => {
      const sql = unnamedStatement<{ count: number }>('SELECT count(*)::int AS count FROM users WHERE email = $1');
      const [row] = await gateway.platform.database.query(sql, [email]);
      return row?.count ?? 0;
    };

    it('gives the first answer again', async () => {
      const email = newEmail();
      const headers = { 'idempotency-key': randomUUID() };
      const first = await create({ email }, headers);
      const again = await create({ email }, headers);
      expect([again.statusCode, again.body, again.headers.location]).toEqual([201, first.body, first.headers.location]);
      expect([first.headers['idempotency-replayed'], again.headers['idempotency-replayed']]).toEqual([
        undefined,
        'true',
      ]);
    });

    it('carries parallel requests out once', async () => {
      const email = newEmail();
      const headers = { 'idempotency-key': randomUUID() };
      const answers = await Promise.all(Array.from({ length: 10 }, () => create({ email }, headers)));
      expect(new Set(answers.map(({ statusCode, body }) => `${statusCode} ${body}`)).size).toBe(1);
      expect(await count(email)).toBe(1);
    });

    it('refuses it for another body', async () => {
      const headers = { 'idempotency-key': randomUUID() };
      await create({}, headers);
      expect((await create({}, headers)).json()).toMatchObject({ status: 422, code: 'IDEMPOTENCY_KEY_REUSED' });
    });

    it('leaves it free after a refusal', async () => {
      const email = newEmail();
      const headers = { 'idempotency-key': randomUUID() };
      expect((await create({ email, password: 'password1234' }, headers)).statusCode).toBe(422);
      expect((await create({ email }, headers)).statusCode).toBe(201);
    });

    it.each(['', 'with space', 'x'.repeat(201)])('refuses the malformed key "%s"', async (key) => {
      expect((await create({}, { 'idempotency-key': key })).json()).toMatchObject({
        status: 400,
        errors: [{ path: '/Idempotency-Key' }],
      });
    });
  });
});
