import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PasswordHasher } from '@cadre/crypto';
import { Database, UserStore } from '@cadre/persistence';
import { emptyDatabase, PROJECT_DIR, type FreshDatabase } from '@cadre/testing';
import { writeKeys } from './keys-command';
import { migrateOnly } from './migrate-command';

let database: FreshDatabase;
let home: string;
let said: string[];

beforeEach(async () => {
  database = await emptyDatabase();
  home = mkdtempSync(join(tmpdir(), 'cadre-migrate-command-'));
  said = [];
});
afterEach(async () => {
  rmSync(home, { recursive: true, force: true });
  await database.drop();
});

const migrate = (env: Record<string, string>) =>
  migrateOnly({ CADRE_HOME: home, ...env }, PROJECT_DIR, {
    say: (line) => said.push(line),
    warn: (line) => said.push(line),
  });

async function passwordMatches(password: string): Promise<boolean> {
  const db = new Database({ url: database.url, poolSize: 1 });
  const admin = await new UserStore(db).findByEmail('admin@localhost');
  await db.close();
  return (await new PasswordHasher().verify(password, admin?.password_hash ?? null)).matches;
}

it('prepares a database and shows a generated password once', async () => {
  await migrate({ DATABASE_URL: database.url });
  const password = /^First admin: admin@localhost, password (\S+) \(shown once\)$/.exec(said[0] ?? '')?.[1] ?? '';
  expect(await passwordMatches(password)).toBe(true);
  expect(existsSync(join(home, 'first-admin-password'))).toBe(false);
  said = [];
  await migrate({ DATABASE_URL: database.url });
  expect(said).toEqual(['The installation is up to date']);
});

it('works with keys that somebody else keeps', async () => {
  const secrets = join(home, 'secrets');
  writeKeys(secrets);
  await migrate({
    DATABASE_URL: database.url,
    CADRE_KEYS_FILE: join(secrets, 'keys.json'),
    CADRE_ADMIN_PASSWORD: 'long-enough-secret',
  });
  expect(existsSync(join(home, 'keys.json'))).toBe(false);
  expect(await passwordMatches('long-enough-secret')).toBe(true);
});

it('needs to be told which database', async () => {
  await expect(migrate({})).rejects.toMatchObject({ problems: ['DATABASE_URL is required: the database to prepare'] });
});
