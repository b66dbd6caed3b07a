import { Client } from 'pg';
import { createBusDatabase, type BusDatabase } from '../bus-database.contract';
import { createBus } from '../../create-bus';
import { installBusSchema } from './install-bus-schema';

describe('installing the bus schema', () => {
  let database: BusDatabase;
  let admin: Client;
  beforeEach(async () => {
    database = await createBusDatabase();
    admin = new Client({ connectionString: database.url });
    await admin.connect();
  });
  afterEach(async () => {
    await admin.end();
    await database.drop();
  });

  async function withRole(work: (client: Client) => Promise<void>): Promise<void> {
    await installBusSchema(database.url, { role: 'cadre_bus_test', password: "it's a secret" });
    const url = new URL(database.url);
    url.username = 'cadre_bus_test';
    url.password = encodeURIComponent("it's a secret");
    const client = new Client({ connectionString: url.href });
    await client.connect();
    await work(client).finally(() => client.end());
  }

  it('may be repeated, and by several at once', async () => {
    await Promise.all(
      Array.from({ length: 4 }, () => installBusSchema(database.url, { role: 'cadre_bus_test', password: 'x' })),
    );
    const { rows } = await admin.query('SELECT version FROM bus.schema_version');
    expect(rows).toEqual([{ version: 1 }]);
  });

  it('keeps messages in tables that are not written to the log of the server', async () => {
    const { rows } = await admin.query<{ relname: string }>(
      `SELECT relname FROM pg_class WHERE relnamespace = 'bus'::regnamespace AND relkind = 'r' AND relpersistence = 'u'`,
    );
    expect(rows.map(({ relname }) => relname).sort()).toEqual(['inboxes', 'messages', 'parcels']);
  });

  it('refuses a schema of a newer version, and so does a bus', async () => {
    await admin.query('UPDATE bus.schema_version SET version = 99');
    await expect(installBusSchema(database.url)).rejects.toMatchObject({ code: 'BUS_TOPOLOGY_MISMATCH' });
    const { work } = createBus({ url: database.url });
    await expect(work.start()).rejects.toMatchObject({ code: 'BUS_TOPOLOGY_MISMATCH' });
    await work.stop();
  });

  it('is asked for when it is missing', async () => {
    await admin.query('DROP SCHEMA bus CASCADE');
    const { work } = createBus({ url: database.url });
    await expect(work.start()).rejects.toMatchObject({ code: 'BUS_TOPOLOGY_MISMATCH' });
    await work.stop();
  });

  it('gives its role all it needs to run a bus', async () => {
    await withRole(async (client) => {
      const { rows } = await client.query<{ current_user: string }>('SELECT current_user');
      expect(rows[0]?.current_user).toBe('cadre_bus_test');
      await client.query('SELECT count(*) FROM bus.messages');
    });
    const url = new URL(database.url);
    url.username = 'cadre_bus_test';
    url.password = encodeURIComponent("it's a secret");
    const { work } = createBus({ url: url.href });
    await work.start();
    expect(await work.depth('cadre.tasks.testing')).toEqual({ ready: 0, unsettled: 0 });
    expect(await work.openInboxes([])).toEqual(new Set());
    await work.stop();
  });

  it.each([
    'SELECT * FROM secrets',
    'INSERT INTO secrets VALUES (1)',
    'CREATE TABLE mine (id int)',
    'CREATE TABLE bus.mine (id int)',
    'DROP TABLE bus.messages',
    'TRUNCATE bus.messages',
    'UPDATE bus.schema_version SET version = 0',
    "SELECT pg_read_file('/etc/passwd')",
    'CREATE ROLE another',
  ])('keeps its role from: %s', async (statement) => {
    await admin.query('CREATE TABLE secrets (id int)');
    await withRole(async (client) => {
      await expect(client.query(statement)).rejects.toMatchObject({ code: '42501' });
    });
  });
});
