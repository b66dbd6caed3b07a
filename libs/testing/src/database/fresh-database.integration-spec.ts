import { Client } from 'pg';
import { emptyDatabase, freshDatabase } from './fresh-database';

async function ask<T>(url: string, statement: string): Promise<T[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows as T[];
  } finally {
    await client.end();
  }
}

describe('a fresh database', () => {
  it('is migrated, empty and apart from every other', async () => {
    const [one, other] = await Promise.all([freshDatabase(), freshDatabase()]);
    expect(one.name).not.toBe(other.name);
    await ask(one.url, "INSERT INTO tenants (tenant, name) VALUES ('acme', 'Acme')");
    expect(await ask(other.url, "SELECT FROM tenants WHERE tenant = 'acme'")).toEqual([]);
    expect(await ask(one.url, 'SELECT FROM tasks')).toEqual([]);
    await Promise.all([one.drop(), other.drop()]);
  });

  it('lets the role of the bus see the bus alone', async () => {
    const database = await freshDatabase();
    expect(await ask(database.busUrl, 'SELECT FROM bus.messages')).toEqual([]);
    await expect(ask(database.busUrl, 'SELECT FROM tasks')).rejects.toThrow('permission denied');
    await database.drop();
  });

  it('without tables is there too', async () => {
    const database = await emptyDatabase();
    expect(await ask(database.url, "SELECT FROM pg_tables WHERE schemaname = 'public'")).toEqual([]);
    await database.drop();
  });

  it('is gone once dropped', async () => {
    const database = await freshDatabase();
    await database.drop();
    await expect(ask(database.url, 'SELECT 1')).rejects.toThrow('does not exist');
  });
});
