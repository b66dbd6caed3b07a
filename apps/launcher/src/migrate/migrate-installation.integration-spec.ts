import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadBusKey, loadKeys, PasswordHasher } from '@cadre/crypto';
import { AgentStore, Database, revertLastMigration, unnamedStatement, UserStore } from '@cadre/persistence';
import { emptyDatabase, type FreshDatabase } from '@cadre/testing';
import { AgentDefinitionsError } from '../lifecycle/errors';
import { forgetFirstPassword } from './first-admin';
import { migrateInstallation, type InstallationOptions } from './migrate-installation';

let database: FreshDatabase;
let folder: string;
let options: InstallationOptions;

beforeEach(async () => {
  database = await emptyDatabase();
  folder = mkdtempSync(join(tmpdir(), 'cadre-migrate-'));
  options = {
    databaseUrl: database.url,
    appDatabaseUrl: undefined,
    busDatabaseUrl: undefined,
    keysFile: join(folder, 'keys.json'),
    agentsDir: join(__dirname, '../../../../configs/agents'),
    adminEmail: 'admin@localhost',
    adminPassword: undefined,
    adminPasswordFile: join(folder, 'first-admin-password'),
    teams: ['special'],
    busKeyFileOf: (team) => join(folder, 'bus-keys', team, 'bus-key.json'),
  };
});
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await database.drop();
});

async function withDatabase<T>(url: string, work: (db: Database) => Promise<T>): Promise<T> {
  const db = new Database({ url, poolSize: 1 });
  try {
    return await work(db);
  } finally {
    await db.close();
  }
}

const findAdmin = () => withDatabase(database.url, (db) => new UserStore(db).findByEmail('admin@localhost'));

describe('an empty database', () => {
  it('becomes an installation: tables, agents, bus, keys, admin', async () => {
    const { firstAdmin, access } = await migrateInstallation(options);
    const agents = await withDatabase(database.url, (db) => new AgentStore(db).list());
    expect(agents.map(({ agent_id }) => agent_id)).toContain('echo');
    expect(firstAdmin).toMatchObject({ email: 'admin@localhost', generated: true });
    const admin = await findAdmin();
    const verification = await new PasswordHasher().verify(firstAdmin?.password ?? '', admin?.password_hash ?? null);
    expect(verification).toMatchObject({ matches: true });
    expect(loadKeys(options.keysFile).teams).toEqual(expect.arrayContaining(['testing', 'special']));
    expect(loadBusKey(options.busKeyFileOf('special'), 'special').symmetricKeySize).toBe(32);
    expect(new URL(access.workerUrl).username).toBe(`cadre_bus_${database.name}`);
    expect(new URL(access.serviceUrl).username).toBe(`cadre_app_${database.name}`);
  });

  it('gives workers a login that sees the bus alone', async () => {
    const { access } = await migrateInstallation(options);
    await withDatabase(access.workerUrl, async (db) => {
      await expect(new UserStore(db).findByEmail('admin@localhost')).rejects.toThrow(
        /permission denied|refused|42501/i,
      );
    });
  });
});

describe('the login of the services', () => {
  const run = (url: string, text: string) => withDatabase(url, (db) => db.query(unnamedStatement(text), []));

  it('reads and writes rows, and cannot change the schema', async () => {
    const { access } = await migrateInstallation(options);
    await run(access.serviceUrl, `UPDATE agents SET description = 'changed'`);
    await run(access.serviceUrl, `SELECT FROM bus.messages`);
    await expect(run(access.serviceUrl, 'DROP TABLE tasks')).rejects.toThrow(/must be owner/);
    await expect(run(access.serviceUrl, 'CREATE TABLE mine (id int)')).rejects.toThrow(/permission denied/);
  });

  it('comes to the database of a former version, which had none', async () => {
    await migrateInstallation(options);
    await revertLastMigration(database.url);
    await revertLastMigration(database.url);
    await run(database.url, `DROP OWNED BY cadre_app_${database.name}`);
    await run(database.url, `DROP ROLE cadre_app_${database.name}`);
    const { access } = await migrateInstallation(options);
    await run(access.serviceUrl, `SELECT create_month_partition('task_events', current_date)`);
  });

  it('is the one that is given, and its rights are left alone when it is the owner’s', async () => {
    const given = new URL(database.url);
    given.username = `services_${database.name}`;
    given.password = 'given-password';
    const { access } = await migrateInstallation({ ...options, appDatabaseUrl: given.href });
    expect(access.serviceUrl).toBe(given.href);
    await expect(run(given.href, 'TRUNCATE tasks')).rejects.toThrow(/permission denied/);
    await migrateInstallation({ ...options, appDatabaseUrl: database.url });
    await run(database.url, 'TRUNCATE tasks');
  });

  it('is made by an owner that is no superuser', async () => {
    const owner = new URL(database.url);
    owner.username = `owner_${database.name}`;
    owner.password = 'owner-password';
    await run(database.url, `CREATE ROLE ${owner.username} LOGIN CREATEROLE PASSWORD 'owner-password'`);
    await run(database.url, `ALTER DATABASE ${database.name} OWNER TO ${owner.username}`);
    const { access } = await migrateInstallation({ ...options, databaseUrl: owner.href });
    await run(access.serviceUrl, `SELECT FROM tasks`);
    await run(access.workerUrl, `SELECT FROM bus.messages`);
    expect(await migrateInstallation({ ...options, databaseUrl: owner.href })).toMatchObject({ access });
  });
});

describe('a second run', () => {
  it('changes nothing and needs no password', async () => {
    const first = await migrateInstallation(options);
    forgetFirstPassword(options.adminPasswordFile);
    const keys = readFileSync(options.keysFile, 'utf8');
    const second = await migrateInstallation({ ...options, adminPassword: 'another-password-1' });
    expect(second).toEqual({ access: first.access, firstAdmin: null });
    expect(readFileSync(options.keysFile, 'utf8')).toBe(keys);
  });

  it('shows a generated password again that a kill kept from the screen', async () => {
    const first = await migrateInstallation(options);
    const second = await migrateInstallation(options);
    expect(second.firstAdmin).toEqual(first.firstAdmin);
    forgetFirstPassword(options.adminPasswordFile);
    expect((await migrateInstallation(options)).firstAdmin).toBeNull();
  });

  it('refuses to go on without the keys the data is sealed with', async () => {
    await migrateInstallation(options);
    renameSync(options.keysFile, `${options.keysFile}.lost`);
    await expect(migrateInstallation(options)).rejects.toMatchObject({ code: 'KEYS_FILE_INVALID' });
  });
});

describe('what the person sets', () => {
  it('is the password of the first admin, if it is long enough', async () => {
    await expect(migrateInstallation({ ...options, adminPassword: 'short' })).rejects.toMatchObject({
      problems: ['CADRE_ADMIN_PASSWORD must have at least 12 characters'],
    });
    const { firstAdmin } = await migrateInstallation({ ...options, adminPassword: 'long-enough-by-far' });
    expect(firstAdmin).toEqual({ email: 'admin@localhost', password: 'long-enough-by-far', generated: false });
  });

  it('is the login of the bus', async () => {
    const url = new URL(database.url);
    url.username = `given_${database.name}`;
    url.password = 'given-password';
    const { access } = await migrateInstallation({ ...options, busDatabaseUrl: url.href });
    expect(access.workerUrl).toBe(url.href);
    await withDatabase(access.workerUrl, (db) => expect(new AgentStore(db).list()).rejects.toThrow());
  });

  it('are agent definitions, whose mistakes are all named', async () => {
    mkdirSync(join(folder, 'agents', 'testing'), { recursive: true });
    writeFileSync(join(folder, 'agents', 'testing', 'broken.md'), '---\nagent_id: other\n---\n');
    const refused = migrateInstallation({ ...options, agentsDir: join(folder, 'agents') });
    await expect(refused).rejects.toThrow(AgentDefinitionsError);
    await expect(refused).rejects.toThrow(/testing\/broken\.md:\d+: /);
  });
});

test('a database of somebody else is left alone', async () => {
  const create = unnamedStatement('CREATE TABLE invoices (id int)');
  await withDatabase(database.url, (db) => db.transaction((tx) => tx.execute(create, [])));
  await expect(migrateInstallation(options)).rejects.toMatchObject({ code: 'FOREIGN_DATABASE' });
  expect(() => loadKeys(options.keysFile)).toThrow('does not exist');
});
