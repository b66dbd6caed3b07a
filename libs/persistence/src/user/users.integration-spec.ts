import { uuidv7 } from '@cadre/crypto';
import { freshDatabase } from '@cadre/testing';
import { ORIGIN, StoreFixture } from '../testing/store-fixture';
import { RefreshTokenStore } from './refresh-token.store';
import type { NewUser } from './user-row';
import { UserStore } from './user.store';

let store: StoreFixture;
let users: UserStore;
let tokens: RefreshTokenStore;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await freshDatabase();
  store = new StoreFixture(database.url);
  users = new UserStore(store.db);
  tokens = new RefreshTokenStore(store.db, store.cipher, store.keyedHash);
  drop = () => database.drop();
});
afterAll(async () => {
  await store.close();
  await drop();
});

const HOUR = 3600;
let count = 0;

function someone(values: Partial<NewUser> = {}): NewUser {
  count += 1;
  const email = `user${count}@example.com`;
  return { userId: uuidv7(), email, passwordHash: '$argon2id$x', role: 'user', tenant: 'default', ...values };
}

async function created(values: Partial<NewUser> = {}): Promise<NewUser> {
  const user = someone(values);
  await users.create(user, ORIGIN);
  return user;
}

describe('users', () => {
  it('are found by their email however it is written, and exist once', async () => {
    const user = await created({ email: ' Ada.L@Example.com' });
    expect(await users.findByEmail('ada.l@EXAMPLE.com ')).toMatchObject({
      user_id: user.userId,
      password_hash: '$argon2id$x',
    });
    expect(await users.create(someone({ email: 'ADA.L@example.com' }))).toEqual({ kind: 'exists' });
    expect(await users.findByEmail('nobody@example.com')).toBeNull();
    expect(await users.get(uuidv7())).toBeNull();
  });

  it('need a tenant that exists', async () => {
    expect(await users.create(someone({ tenant: 'nowhere' }))).toEqual({ kind: 'unknown_tenant' });
  });

  it('are listed in pages with a total', async () => {
    await created();
    await created();
    const all = await users.list({ limit: 100, offset: 0 });
    const page = await users.list({ limit: 1, offset: 1 });
    expect(all.total).toBe(all.users.length);
    expect(page.users).toEqual([all.users[1]]);
    expect(page.users[0]).not.toHaveProperty('password_hash');
  });

  it('lose every token when they are disabled or get another password', async () => {
    const user = await created();
    await tokens.issue({ token: 't-disabled', familyId: uuidv7(), userId: user.userId, ttlSeconds: HOUR });
    expect(await users.setDisabled(user.userId, true, ORIGIN)).toMatchObject({
      token_version: 1,
      disabled_at: expect.any(Date),
    });
    expect(await tokens.rotate({ token: 't-disabled', successor: 'x', ttlSeconds: HOUR })).toEqual({ kind: 'revoked' });
    expect(await users.setDisabled(user.userId, false, ORIGIN)).toMatchObject({ token_version: 2, disabled_at: null });
    expect(await users.setPassword(user.userId, 'new', ORIGIN)).toMatchObject({ token_version: 3 });
    expect(await users.setPassword(uuidv7(), 'new', ORIGIN)).toBeNull();
  });

  it('remember their last login', async () => {
    const user = await created();
    await users.recordLogin(user.userId);
    expect(await users.get(user.userId)).toMatchObject({ last_login_at: expect.any(Date) });
  });

  it('leave audit rows that name them, without the password', async () => {
    const user = await created();
    await users.setPassword(user.userId, 'secret-hash', ORIGIN);
    const rows = await store.sql<Record<string, unknown>>(
      `SELECT * FROM audit_log WHERE object_id = $1 ORDER BY audit_id`,
      user.userId,
    );
    expect(rows.map((row) => row['event_type'])).toEqual(['user_created', 'password_changed']);
    expect(JSON.stringify(rows)).not.toContain('secret-hash');
  });
});

it('makes the first admin once, also when two start at the same time', async () => {
  await store.sql(`DELETE FROM users`);
  const outcomes = await Promise.all([1, 2, 3].map(() => users.createFirstAdmin(someone())));
  expect(outcomes.sort()).toEqual(['created', 'present', 'present']);
});

describe('refresh tokens', () => {
  async function issued(): Promise<{ userId: string; familyId: string; token: string }> {
    const { userId } = await created();
    const [familyId, token] = [uuidv7(), uuidv7()];
    await tokens.issue({ token, familyId, userId, ttlSeconds: HOUR });
    return { userId, familyId, token };
  }

  it('are stored hashed, their successors sealed', async () => {
    const { token, familyId } = await issued();
    await tokens.rotate({ token, successor: 'successor-canary', ttlSeconds: HOUR });
    const rows = await store.sql(`SELECT * FROM refresh_tokens WHERE family_id = $1`, familyId);
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(JSON.stringify(rows)).not.toContain('successor-canary');
  });

  it('are replaced, and the same one again shortly after gets the same successor', async () => {
    const { token, userId, familyId } = await issued();
    const first = await tokens.rotate({ token, successor: uuidv7(), ttlSeconds: HOUR });
    const second = await tokens.rotate({ token, successor: uuidv7(), ttlSeconds: HOUR });
    expect(first).toMatchObject({ kind: 'rotated', fresh: true, familyId, user: { user_id: userId } });
    expect(second).toEqual({ ...first, fresh: false });
  });

  it('give one successor to twenty parallel uses', async () => {
    const { token, familyId } = await issued();
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () => tokens.rotate({ token, successor: uuidv7(), ttlSeconds: HOUR })),
    );
    const successors = outcomes.map((outcome) => (outcome.kind === 'rotated' ? outcome.token : outcome.kind));
    expect(new Set(successors).size).toBe(1);
    expect(outcomes.filter((outcome) => outcome.kind === 'rotated' && outcome.fresh)).toHaveLength(1);
    const rows = await store.sql(`SELECT 1 FROM refresh_tokens WHERE family_id = $1`, familyId);
    expect(rows).toHaveLength(2);
  });

  it('end the whole family when one comes back later', async () => {
    const { token, userId, familyId } = await issued();
    const next = await tokens.rotate({ token, successor: uuidv7(), ttlSeconds: HOUR });
    await store.sql(
      `UPDATE refresh_tokens SET rotated_at = now() - interval '21 seconds' WHERE rotated_at IS NOT NULL`,
    );
    expect(await tokens.rotate({ token, successor: 'thief', ttlSeconds: HOUR })).toEqual({
      kind: 'reused',
      userId,
      familyId,
    });
    const successor = next.kind === 'rotated' ? next.token : '';
    expect(await tokens.rotate({ token: successor, successor: 'x', ttlSeconds: HOUR })).toEqual({ kind: 'revoked' });
    expect(await tokens.rotate({ token: 'thief', successor: 'x', ttlSeconds: HOUR })).toEqual({ kind: 'unknown' });
  });

  it('expire, and end with a logout', async () => {
    const { token, familyId, userId } = await issued();
    expect(await tokens.revoke(token)).toEqual({ userId });
    expect(await tokens.rotate({ token, successor: 'x', ttlSeconds: HOUR })).toEqual({ kind: 'revoked' });
    expect(await tokens.revoke('never issued')).toBeNull();
    await tokens.issue({ token: `${token}-old`, familyId, userId, ttlSeconds: -1 });
    expect(await tokens.rotate({ token: `${token}-old`, successor: 'x', ttlSeconds: HOUR })).toEqual({
      kind: 'expired',
    });
    await tokens.issue({ token: `${token}-new`, familyId: uuidv7(), userId, ttlSeconds: HOUR });
    await tokens.revokeAllOf(userId);
    expect(await tokens.rotate({ token: `${token}-new`, successor: 'x', ttlSeconds: HOUR })).toEqual({
      kind: 'revoked',
    });
  });
});
