import { freshDatabase, until } from '@cadre/testing';
import { LossyProxy } from '../testing/lossy-proxy';
import { Database } from './database';
import { CommitUnknownError, DatabaseBusyError, DatabaseUnavailableError, TransactionAbortedError } from './errors';
import { statement, unnamedStatement } from './statement';

let url: string;
let drop: () => Promise<void>;
const open: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  const database = await freshDatabase();
  url = database.url;
  drop = () => database.drop();
});
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});
afterAll(() => drop());

function database(options: Partial<ConstructorParameters<typeof Database>[0]> = {}): Database {
  const db = new Database({ url, poolSize: 2, ...options });
  open.push(db);
  return db;
}

const SLEEP = statement<[number], never>('spec_sleep', `SELECT pg_sleep($1)`);
const FAIL = unnamedStatement('SELECT 1 / 0');
const ONE = statement<[], { one: number }>('spec_one', 'SELECT 1::bigint AS one');
const KILL_OTHERS = unnamedStatement(
  `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
);

describe('the pool', () => {
  it('reads bigint as a number and counts what a statement touched', async () => {
    const db = database();
    expect(await db.query(ONE, [])).toEqual([{ one: 1 }]);
    expect(await db.execute(unnamedStatement(`UPDATE tenants SET name = name`), [])).toBe(1);
  });

  it('says that it is busy when no connection becomes free in time', async () => {
    const db = database({ poolSize: 1, connectTimeoutMs: 1_000 });
    const long = db.query(SLEEP, [2]);
    await expect(db.query(ONE, [])).rejects.toBeInstanceOf(DatabaseBusyError);
    expect(db.gauges()).toMatchObject({ total: 1, idle: 0 });
    await long;
  });

  it('says that it is busy when a statement takes too long', async () => {
    const db = database({ statementTimeoutMs: 50 });
    await expect(db.query(SLEEP, [5])).rejects.toBeInstanceOf(DatabaseBusyError);
    await db.ping();
  });

  it('says that the database is away, whoever refuses', async () => {
    const nowhere = database({ url: 'postgres://nobody@127.0.0.1:1/none' });
    await expect(nowhere.ping()).rejects.toBeInstanceOf(DatabaseUnavailableError);
  });

  it('survives the end of all its connections, and tells that it is back', async () => {
    const [db, killer] = [database(), database()];
    const back = jest.fn();
    const off = db.onReconnect(back);
    await db.ping();
    const during = db.query(SLEEP, [5]).catch((error: unknown) => error);
    await until(async () => (await killer.execute(KILL_OTHERS, [])) > 0);
    expect(await during).toBeInstanceOf(DatabaseUnavailableError);
    await until(() =>
      db.ping().then(
        () => true,
        () => false,
      ),
    );
    expect(back).toHaveBeenCalledTimes(1);
    off();
  });

  it('survives connections that are cut between two statements of a transaction', async () => {
    const proxy = await LossyProxy.before(url);
    const db = database({ url: proxy.url });
    open.push(proxy);
    const cut = db.transaction(async (tx) => {
      await tx.query(ONE, []);
      proxy.cut();
      await tx.query(ONE, []);
    });
    await expect(cut).rejects.toBeInstanceOf(DatabaseUnavailableError);
    await until(() =>
      db.ping().then(
        () => true,
        () => false,
      ),
    );
  });

  it('fails everything that was sent ahead on a connection that is lost', async () => {
    const proxy = await LossyProxy.before(url);
    const db = database({ url: proxy.url });
    open.push(proxy);
    const endings: Promise<string>[] = [];
    const cut = db.transaction(async (tx) => {
      const sent = [tx.query(SLEEP, [30]), tx.query(ONE, []), tx.query(ONE, [])];
      endings.push(
        ...sent.map((one) =>
          one.then(
            () => 'answered',
            () => 'failed',
          ),
        ),
      );
      setImmediate(() => proxy.cut());
      await Promise.all(sent);
    });
    await expect(cut).rejects.toBeInstanceOf(DatabaseUnavailableError);
    expect(await Promise.all(endings)).toEqual(['failed', 'failed', 'failed']);
  });

  it('can be closed twice', async () => {
    const db = new Database({ url });
    await db.ping();
    await Promise.all([db.close(), db.close()]);
  });
});

describe('a transaction', () => {
  const insert = (name: string) => unnamedStatement(`INSERT INTO tenants (tenant, name) VALUES ('${name}', '')`);
  const names = unnamedStatement<{ tenant: string }>(`SELECT tenant FROM tenants ORDER BY tenant`);

  it('keeps everything or nothing', async () => {
    const db = database();
    await expect(
      db.transaction(async (tx) => {
        await tx.execute(insert('lost'), []);
        await tx.execute(FAIL, []);
      }),
    ).rejects.toMatchObject({ code: '22012' });
    await db.transaction((tx) => tx.execute(insert('kept'), []));
    expect(await db.query(names, [])).toEqual([{ tenant: 'default' }, { tenant: 'kept' }]);
  });

  it('commits with its last statement', async () => {
    const db = database();
    await db.transaction((tx) => tx.close(() => tx.execute(insert('closed'), [])));
    await db.execute(unnamedStatement(`DELETE FROM tenants WHERE tenant = 'closed'`), []);
  });

  it('keeps nothing when its last statement fails, and runs none behind its commit', async () => {
    const db = database();
    const failing = db.transaction(async (tx) => {
      await tx.execute(insert('lost'), []);
      await tx.close(() => tx.execute(FAIL, []));
    });
    await expect(failing).rejects.toMatchObject({ code: '22012' });
    await expect(
      db.transaction(async (tx) => {
        await tx.close(async () => {
          await tx.query(ONE, []);
          await tx.query(ONE, []);
        });
      }),
    ).rejects.toBeInstanceOf(TypeError);
    expect(await db.query(names, [])).not.toContainEqual({ tenant: 'lost' });
    await db.ping();
  });

  it('does not know the end of a commit that travels with a statement when the connection is lost', async () => {
    const proxy = await LossyProxy.before(url);
    const db = database({ url: proxy.url });
    open.push(proxy);
    const cut = db.transaction(async (tx) => {
      const last = tx.close(() => tx.query(SLEEP, [30]));
      setImmediate(() => proxy.cut());
      return last;
    });
    await expect(cut).rejects.toBeInstanceOf(CommitUnknownError);
  });

  it('takes back no more than the part behind the savepoint', async () => {
    const db = database();
    await db.transaction(async (tx) => {
      await tx.execute(insert('first'), []);
      const part = tx.savepoint(async () => {
        await tx.execute(insert('second'), []);
        await tx.execute(FAIL, []);
      });
      await expect(part).rejects.toMatchObject({ code: '22012' });
    });
    expect((await db.query(names, [])).map((row) => row.tenant)).toEqual(['default', 'first', 'kept']);
  });

  it('does not pass for committed when its body swallowed an error', async () => {
    const swallowing = database().transaction((tx) => tx.execute(FAIL, []).catch(() => 0));
    await expect(swallowing).rejects.toBeInstanceOf(TransactionAbortedError);
  });

  it('is run again after a deadlock, until both are through', async () => {
    const db = database({ poolSize: 4 });
    await db.execute(unnamedStatement(`CREATE TABLE spec_rows AS SELECT generate_series(1, 2) AS id, 0 AS n`), []);
    const bump = unnamedStatement<never>(`UPDATE spec_rows SET n = n + 1 WHERE id = $1`);
    let met = 0;
    const both = (first: number, second: number) =>
      db.transaction(async (tx) => {
        await tx.execute(bump, [first]);
        met += 1;
        await until(() => met >= 2);
        await tx.execute(bump, [second]);
      });
    await Promise.all([both(1, 2), both(2, 1)]);
    const rows = await db.query(unnamedStatement<{ n: number }>(`SELECT n FROM spec_rows ORDER BY id`), []);
    expect(rows).toEqual([{ n: 2 }, { n: 2 }]);
  });

  it('that hangs loses its connection, and with it its locks', async () => {
    const db = database();
    const [row] = await db.query(
      unnamedStatement<{ idle_in_transaction_session_timeout: string }>('SHOW idle_in_transaction_session_timeout'),
      [],
    );
    expect(row?.idle_in_transaction_session_timeout).toBe('5s');
  });
});
