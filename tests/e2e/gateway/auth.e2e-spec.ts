import { createHmac, createSign, randomUUID } from 'node:crypto';
import { unnamedStatement } from '@cadre/persistence';
import { until } from '@cadre/testing';
import { PASSWORD, PEOPLE, startGateway, type Answer, type GatewayFixture } from './gateway-fixture';

const LOGIN = '/api/v1/auth/login';
const ME = '/api/v1/auth/me';
const REFRESH = '/api/v1/auth/refresh';

describe('auth', () => {
  let gateway: GatewayFixture;
  beforeAll(async () => {
    gateway = await startGateway();
  });
  afterAll(() => gateway.close());

  const login = (email: string, password = PASSWORD, address = '127.0.0.1'): Promise<Answer> =>
    gateway.call('POST', LOGIN, { body: { email, password }, remoteAddress: address });
  const refresh = (token: unknown): Promise<Answer> =>
    gateway.call('POST', REFRESH, { body: { refresh_token: token } });
  const me = (token: string): Promise<Answer> => gateway.call('GET', ME, { token });
  const newUser = async (name: string, role = 'user'): Promise<{ id: string; email: string }> => {
    const email = `${name}-${randomUUID()}@example.org`;
    const answer = await gateway.call('POST', '/api/v1/users', {
      as: 'admin',
      body: { email, password: PASSWORD, role },
    });
    expect(answer.statusCode).toBe(201);
    return { id: answer.json().user_id, email };
  };
  const auditOf = (event: string): Promise<{ email: string; outcome: string; ip_address: string }[]> =>
    gateway.platform.database.query(
      unnamedStatement(
        `SELECT email, outcome, host(ip_address) AS ip_address FROM audit_log WHERE event_type = '${event}'`,
      ),
      [],
    );

  describe('login', () => {
    it('gives tokens that say who it is', async () => {
      const answer = await login(PEOPLE.user.email);
      expect(answer.statusCode).toBe(200);
      expect(answer.json()).toEqual({
        access_token: expect.any(String),
        token_type: 'Bearer',
        expires_in: 3600,
        refresh_token: expect.stringMatching(/^[\w-]{40,}$/),
        user: { user_id: gateway.userId('user'), email: PEOPLE.user.email, role: 'user', tenant: 'default' },
      });
      const identity = { user_id: gateway.userId('user'), email: PEOPLE.user.email, role: 'user', tenant: 'default' };
      expect((await me(answer.json().access_token)).json()).toEqual(identity);
    });

    it('takes the email in any spelling', async () => {
      expect((await login(PEOPLE.user.email.toUpperCase())).statusCode).toBe(200);
    });

    it.each([
      ['a wrong password', PEOPLE.viewer.email, 'not the password'],
      ['an unknown account', 'nobody@example.org', PASSWORD],
    ])('refuses %s without saying which was wrong', async (_name, email, password) => {
      const answer = await login(email, password, '10.1.1.1');
      expect(answer.statusCode).toBe(401);
      expect(answer.json()).toMatchObject({
        code: 'INVALID_CREDENTIALS',
        detail: 'The email or the password is wrong.',
      });
    });

    it('refuses a disabled account', async () => {
      const { id, email } = await newUser('disabled');
      await gateway.call('PATCH', `/api/v1/users/${id}`, { as: 'admin', body: { disabled: true } });
      expect((await login(email)).json()).toMatchObject({ status: 401, code: 'INVALID_CREDENTIALS' });
    });

    it('keeps who logged in, and who failed to', async () => {
      await login(PEOPLE.colleague.email, 'not the password', '10.2.2.2');
      await login(PEOPLE.colleague.email, PASSWORD, '10.2.2.2');
      const failed = { email: PEOPLE.colleague.email, outcome: 'failed', ip_address: '10.2.2.2' };
      expect(await auditOf('login_failed')).toContainEqual(failed);
      await until(async () =>
        (await auditOf('login_succeeded')).some(
          ({ email, outcome }) => email === PEOPLE.colleague.email && outcome === 'ok',
        ),
      );
    });

    it('locks an account and address after five failures, nobody else (S09)', async () => {
      const { email } = await newUser('guessed');
      const guesses = await Promise.all(Array.from({ length: 10 }, () => login(email, 'a guess of mine', '10.3.3.3')));
      expect(guesses.filter(({ statusCode }) => statusCode === 401)).toHaveLength(5);
      const locked = await login(email, PASSWORD, '10.3.3.3');
      expect(locked.json()).toMatchObject({ status: 429, code: 'LOGIN_LOCKED' });
      expect(Number(locked.headers['retry-after'])).toBeGreaterThan(50);
      expect((await login(email, PASSWORD, '10.3.3.4')).statusCode).toBe(200);
      await until(async () => (await auditOf('login_locked')).length > 0);
    });

    it('counts failures that another replica saw', async () => {
      const { email } = await newUser('elsewhere');
      const other = await startGateway({}, gateway);
      for (let i = 0; i < 5; i++) {
        const body = { email, password: 'a guess of mine' };
        await other.call('POST', LOGIN, { body, remoteAddress: '10.4.4.4' });
      }
      await other.close();
      expect((await login(email, PASSWORD, '10.4.4.4')).statusCode).toBe(429);
    });

    it('survives a hundred logins at once (S10)', async () => {
      const answers = await Promise.all(
        Array.from({ length: 100 }, () => login(PEOPLE.user.email, PASSWORD, '10.5.5.5')),
      );
      expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([200]));
    });

    it('renews a hash that was made with weaker parameters', async () => {
      const { id, email } = await newUser('outdated');
      // The hash of PASSWORD with m=8192,t=1.
      const { hash } = await import('@node-rs/argon2');
      const weak = await hash(PASSWORD, { memoryCost: 8_192, timeCost: 1, parallelism: 1 });
      const database = gateway.platform.database;
      await database.execute(unnamedStatement('UPDATE users SET password_hash = $2 WHERE user_id = $1'), [id, weak]);
      expect((await login(email)).statusCode).toBe(200);
      const [row] = await database.query(
        unnamedStatement<{ password_hash: string }>('SELECT password_hash FROM users WHERE user_id = $1'),
        [id],
      );
      expect(row?.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
      expect((await login(email)).statusCode).toBe(200);
    });
  });

  describe('access tokens (S01–S05)', () => {
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const sign = (header: object, claims: object): string => {
      const content = `${part(header)}.${part(claims)}`;
      const key = gateway.platform.keys.activeJwtKey.privateKey;
      return `${content}.${createSign('RSA-SHA256').update(content).sign(key).toString('base64url')}`;
    };
    let valid: { header: Record<string, unknown>; claims: Record<string, unknown> };

    beforeAll(async () => {
      const [header = '', claims = ''] = (await gateway.token('user')).split('.');
      const read = (text: string) => JSON.parse(Buffer.from(text, 'base64url').toString());
      valid = { header: read(header), claims: read(claims) };
    });

    it('carry what they should', () => {
      expect(valid.header).toEqual({ alg: 'RS256', typ: 'at+jwt', kid: 'jwt-1' });
      expect(valid.claims).toMatchObject({
        iss: 'cadre',
        aud: 'cadre',
        sub: gateway.userId('user'),
        role: 'user',
        tenant: 'default',
      });
      expect(Number(valid.claims.exp) - Number(valid.claims.iat)).toBe(3600);
      expect(valid.claims.jti).toEqual(expect.any(String));
    });

    it('are accepted when signed as ours are', async () => {
      expect((await me(sign(valid.header, valid.claims))).statusCode).toBe(200);
    });

    const now = (): number => Math.floor(Date.now() / 1000);
    it.each<[string, string, () => string]>([
      ['alg none', 'TOKEN_INVALID', () => `${part({ ...valid.header, alg: 'none' })}.${part(valid.claims)}.`],
      ['an empty signature', 'TOKEN_INVALID', () => `${part(valid.header)}.${part(valid.claims)}.`],
      ['a stripped signature', 'TOKEN_INVALID', () => `${part(valid.header)}.${part(valid.claims)}`],
      [
        'altered claims',
        'TOKEN_INVALID',
        () => {
          const [header, , signature] = sign(valid.header, valid.claims).split('.');
          return `${header}.${part({ ...valid.claims, role: 'admin' })}.${signature}`;
        },
      ],
      [
        'HS256 with the public key as the secret',
        'TOKEN_INVALID',
        () => {
          const content = `${part({ ...valid.header, alg: 'HS256' })}.${part(valid.claims)}`;
          const secret = gateway.platform.keys.activeJwtKey.publicKey.export({ type: 'spki', format: 'pem' });
          return `${content}.${createHmac('sha256', secret).update(content).digest('base64url')}`;
        },
      ],
      ['another RSA algorithm', 'TOKEN_INVALID', () => sign({ ...valid.header, alg: 'RS512' }, valid.claims)],
      ['an unknown kid', 'TOKEN_INVALID', () => sign({ ...valid.header, kid: 'jwt-9' }, valid.claims)],
      ['a kid that is a path', 'TOKEN_INVALID', () => sign({ ...valid.header, kid: '../../dev/null' }, valid.claims)],
      ['a kid of another type', 'TOKEN_INVALID', () => sign({ ...valid.header, kid: 1 }, valid.claims)],
      ['no kid', 'TOKEN_INVALID', () => sign({ ...valid.header, kid: undefined }, valid.claims)],
      ['jku', 'TOKEN_INVALID', () => sign({ ...valid.header, jku: 'http://127.0.0.1:9/keys' }, valid.claims)],
      ['x5u', 'TOKEN_INVALID', () => sign({ ...valid.header, x5u: 'http://127.0.0.1:9/cert' }, valid.claims)],
      ['jwk', 'TOKEN_INVALID', () => sign({ ...valid.header, jwk: {} }, valid.claims)],
      ['crit', 'TOKEN_INVALID', () => sign({ ...valid.header, crit: ['x'] }, valid.claims)],
      ['another typ', 'TOKEN_INVALID', () => sign({ ...valid.header, typ: 'JWT' }, valid.claims)],
      ['no exp', 'TOKEN_INVALID', () => sign(valid.header, { ...valid.claims, exp: undefined })],
      ['a past exp', 'TOKEN_EXPIRED', () => sign(valid.header, { ...valid.claims, exp: now() - 1 })],
      ['an nbf ahead', 'TOKEN_INVALID', () => sign(valid.header, { ...valid.claims, nbf: now() + 61 })],
      ['another issuer', 'TOKEN_INVALID', () => sign(valid.header, { ...valid.claims, iss: 'other' })],
      ['another audience', 'TOKEN_INVALID', () => sign(valid.header, { ...valid.claims, aud: 'other' })],
      ['no subject', 'TOKEN_INVALID', () => sign(valid.header, { ...valid.claims, sub: undefined })],
      ['an unknown subject', 'TOKEN_INVALID', () => sign(valid.header, { ...valid.claims, sub: randomUUID() })],
      ['a subject that is no id', 'TOKEN_INVALID', () => sign(valid.header, { ...valid.claims, sub: "x' OR 1=1" })],
      ['a session that is no id', 'TOKEN_INVALID', () => sign(valid.header, { ...valid.claims, sid: 'x' })],
      [
        "another account's session",
        'TOKEN_INVALID',
        () => sign(valid.header, { ...valid.claims, sub: gateway.userId('admin') }),
      ],
      ['an old version', 'TOKEN_INVALID', () => sign(valid.header, { ...valid.claims, ver: -1 })],
      ['a role that does not exist', 'TOKEN_INVALID', () => sign(valid.header, { ...valid.claims, role: 'root' })],
      ['claims that are no object', 'TOKEN_INVALID', () => sign(valid.header, [] as object)],
      ['rubbish', 'TOKEN_INVALID', () => 'abc'],
      ['rubbish in three parts', 'TOKEN_INVALID', () => 'a.b.c'],
    ])('with %s are refused as %s', async (_name, code, token) => {
      const answer = await me(token());
      expect(answer.json()).toMatchObject({ status: 401, code });
      expect(answer.headers['www-authenticate']).toMatch(/^Bearer .*error="invalid_token"/);
    });

    it('do not raise a role by themselves: the account decides', async () => {
      const answer = await me(sign(valid.header, { ...valid.claims, role: 'admin', tenant: 'elsewhere' }));
      expect(answer.json()).toMatchObject({ role: 'user', tenant: 'default' });
    });

    it('are missed where there are none, or other credentials', async () => {
      for (const authorization of ['', 'Basic dTpw', 'Bearer', 'Bearer ']) {
        const answer = await gateway.call('GET', ME, { headers: { authorization } });
        expect([authorization, answer.json().code]).toEqual([authorization, 'AUTHENTICATION_REQUIRED']);
      }
    });

    it('are not refresh tokens, and the other way round (S05)', async () => {
      const tokens = (await login(PEOPLE.user.email)).json();
      expect((await me(tokens.refresh_token)).json()).toMatchObject({ status: 401, code: 'TOKEN_INVALID' });
      expect((await refresh(tokens.access_token.slice(0, 200))).json()).toMatchObject({
        status: 401,
        code: 'TOKEN_INVALID',
      });
    });

    it('never stand in the log', () => {
      expect(gateway.log.join('')).not.toMatch(/eyJ[\w-]{10,}\.|glacier-tulip/);
    });
  });

  describe('refresh', () => {
    it('gives the next pair of tokens', async () => {
      const first = (await login(PEOPLE.user.email)).json();
      const second = (await refresh(first.refresh_token)).json();
      expect(second.refresh_token).not.toBe(first.refresh_token);
      expect((await me(second.access_token)).statusCode).toBe(200);
      expect((await refresh(second.refresh_token)).statusCode).toBe(200);
    });

    it('gives twenty parallel callers one successor (S07)', async () => {
      const { refresh_token } = (await login(PEOPLE.user.email)).json();
      const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(refresh_token)));
      expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([200]));
      expect(new Set(answers.map((answer) => answer.json().refresh_token)).size).toBe(1);
      expect((await refresh(answers[0]?.json().refresh_token)).statusCode).toBe(200);
    });

    it('used again after the grace ends the whole session, audited (S06)', async () => {
      const first = (await login(PEOPLE.user.email)).json();
      const second = (await refresh(first.refresh_token)).json();
      await gateway.platform.database.execute(
        unnamedStatement(
          "UPDATE refresh_tokens SET rotated_at = rotated_at - interval '21 seconds' WHERE rotated_at IS NOT NULL",
        ),
        [],
      );
      expect((await refresh(first.refresh_token)).json()).toMatchObject({ status: 401, code: 'REFRESH_REUSED' });
      expect((await refresh(second.refresh_token)).json()).toMatchObject({ status: 401, code: 'TOKEN_INVALID' });
      expect((await me(second.access_token)).json()).toMatchObject({ status: 401, code: 'TOKEN_INVALID' });
      await until(async () => (await auditOf('refresh_reused')).length > 0);
    });

    it('refuses what was never given out', async () => {
      expect((await refresh('no-such-token')).json()).toMatchObject({ status: 401, code: 'TOKEN_INVALID' });
    });

    it('refuses an expired one', async () => {
      const { refresh_token } = (await login(PEOPLE.user.email)).json();
      const expire = "UPDATE refresh_tokens SET expires_at = now() - interval '1 second' WHERE rotated_at IS NULL";
      await gateway.platform.database.execute(unnamedStatement(expire), []);
      expect((await refresh(refresh_token)).json()).toMatchObject({ status: 401, code: 'TOKEN_EXPIRED' });
    });
  });

  describe('what ends a session (S08)', () => {
    interface Session {
      readonly id: string;
      readonly email: string;
      readonly access: string;
      readonly refresh: string;
    }
    const open = async (): Promise<Session> => {
      const { id, email } = await newUser('session');
      const { access_token, refresh_token } = (await login(email)).json();
      expect((await me(access_token)).statusCode).toBe(200);
      return { id, email, access: access_token, refresh: refresh_token };
    };
    const expectEnded = async (session: Session): Promise<void> => {
      expect((await me(session.access)).json()).toMatchObject({ status: 401, code: 'TOKEN_INVALID' });
      expect((await refresh(session.refresh)).json()).toMatchObject({ status: 401, code: 'TOKEN_INVALID' });
    };

    it('logging out, this session alone', async () => {
      const session = await open();
      const other = (await login(session.email)).json();
      expect((await gateway.call('POST', '/api/v1/auth/logout', { token: session.access })).statusCode).toBe(204);
      await expectEnded(session);
      expect((await me(other.access_token)).statusCode).toBe(200);
      await until(async () => (await auditOf('logged_out')).length > 0);
    });

    it('logging out, with the refresh token of another session', async () => {
      const session = await open();
      const other = (await login(session.email)).json();
      const body = { refresh_token: session.refresh };
      const answer = await gateway.call('POST', '/api/v1/auth/logout', { token: other.access_token, body });
      expect(answer.statusCode).toBe(204);
      await expectEnded(session);
      expect((await me(other.access_token)).statusCode).toBe(401);
    });

    it.each([
      ['disabling the account', { disabled: true }],
      ['another role', { role: 'viewer' }],
    ])('%s', async (_name, body) => {
      const session = await open();
      expect((await gateway.call('PATCH', `/api/v1/users/${session.id}`, { as: 'admin', body })).statusCode).toBe(200);
      await expectEnded(session);
    });

    it('another password, but for the session that is given in return', async () => {
      const session = await open();
      const body = { current_password: PASSWORD, new_password: 'meadow-lantern-orbit' };
      const answer = await gateway.call('POST', '/api/v1/auth/change-password', { token: session.access, body });
      expect(answer.statusCode).toBe(200);
      await expectEnded(session);
      expect((await me(answer.json().access_token)).statusCode).toBe(200);
      expect((await login(session.email)).statusCode).toBe(401);
      expect((await login(session.email, 'meadow-lantern-orbit')).statusCode).toBe(200);
    });

    it('on another replica within seconds', async () => {
      const session = await open();
      const other = await startGateway({}, gateway);
      expect((await other.call('GET', ME, { token: session.access })).statusCode).toBe(200);
      await gateway.call('POST', '/api/v1/auth/logout', { token: session.access });
      await until(async () => (await other.call('GET', ME, { token: session.access })).statusCode === 401);
      await other.close();
    });

    it.each([
      [
        'a wrong present password',
        { current_password: 'not the password', new_password: 'meadow-lantern-orbit' },
        401,
        'INVALID_CREDENTIALS',
      ],
      ['a weak new one', { current_password: PASSWORD, new_password: 'password1234' }, 422, 'PASSWORD_TOO_WEAK'],
    ])('not a change of the password with %s', async (_name, body, status, code) => {
      const session = await open();
      const answer = await gateway.call('POST', '/api/v1/auth/change-password', { token: session.access, body });
      expect(answer.json()).toMatchObject({ status, code });
      expect((await me(session.access)).statusCode).toBe(200);
    });
  });
});
