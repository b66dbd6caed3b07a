import { emptyDatabase, freshDatabase, type FreshDatabase } from '@cadre/testing';
import { Client } from 'pg';
import { Database } from './database/database';
import { ForeignDatabaseError, NewerSchemaError } from './database/errors';
import { migrate, revertLastMigration } from './migrate';
import { ALL_MIGRATIONS, MIGRATIONS_TABLE } from './migrations/all-migrations';
import { describeSchema } from './schema/describe-schema';

const databases: FreshDatabase[] = [];

async function empty(): Promise<FreshDatabase> {
  const database = await emptyDatabase();
  databases.push(database);
  return database;
}

afterAll(async () => {
  for (const database of databases) await database.drop();
});

async function run<Row>(url: string, sql: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query(sql);
    return rows as Row[];
  } finally {
    await client.end();
  }
}

async function describeAt(url: string): Promise<string> {
  const db = new Database({ url, poolSize: 1 });
  try {
    return await describeSchema(db);
  } finally {
    await db.close();
  }
}

describe('migrating', () => {
  it('brings an empty database up, once', async () => {
    const { url } = await empty();
    expect((await migrate(url)).applied).not.toHaveLength(0);
    expect((await migrate(url)).applied).toEqual([]);
  });

  it('goes down to nothing and up again to the same schema', async () => {
    const { url } = await empty();
    await migrate(url);
    const before = await describeAt(url);
    for (let left = ALL_MIGRATIONS.length; left > 0; left--) await revertLastMigration(url);
    const left = await run<{ name: string }>(
      url,
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'S')
          AND relname NOT LIKE '${MIGRATIONS_TABLE}%'`,
    );
    expect(left).toEqual([]);
    await migrate(url);
    expect(await describeAt(url)).toBe(before);
  });

  it('is done by one of several processes that start at once', async () => {
    const { url } = await empty();
    const reports = await Promise.all([migrate(url), migrate(url), migrate(url)]);
    expect(reports.filter((report) => report.applied.length > 0)).toHaveLength(1);
  });

  it('refuses a database with tables of somebody else, in one sentence, and leaves it alone', async () => {
    const { url } = await empty();
    await run(url, 'CREATE TABLE customers (id int)');
    const refused = await migrate(url).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ForeignDatabaseError);
    expect(String(refused)).toMatch(/customers.*name an empty database/);
    expect(await run(url, `SELECT 1 FROM pg_class WHERE relname = 'tasks'`)).toEqual([]);
  });

  it('refuses a schema that is newer than the program', async () => {
    const { url } = await empty();
    await migrate(url);
    await run(
      url,
      `INSERT INTO ${MIGRATIONS_TABLE} (timestamp, name) VALUES (9999999999999, 'FromTheFuture9999999999999')`,
    );
    await expect(migrate(url)).rejects.toBeInstanceOf(NewerSchemaError);
  });

  it('says that the server is away when it is', async () => {
    await expect(migrate('postgres://nobody@127.0.0.1:1/none')).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  });
});

describe('the audit log', () => {
  it.each([
    ['changed', `UPDATE audit_log SET outcome = 'failed'`],
    ['deleted from', `DELETE FROM audit_log`],
    ['truncated', `TRUNCATE audit_log`],
    [
      'truncated by partition',
      `DO $$ DECLARE p text; BEGIN
        SELECT tableoid::regclass::text INTO p FROM audit_log LIMIT 1; EXECUTE 'TRUNCATE ' || p; END $$`,
    ],
  ])('cannot be %s', async (_what, sql) => {
    const database = await freshDatabase();
    databases.push(database);
    await run(database.url, `INSERT INTO audit_log (audit_id, event_type) VALUES (gen_random_uuid(), 'spec')`);
    await expect(run(database.url, sql)).rejects.toThrow('audit_log is append-only');
  });
});
