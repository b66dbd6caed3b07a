import { uuidv7 } from '@cadre/crypto';
import { type FreshDatabase, freshDatabase } from '@cadre/testing';
import { unnamedStatement } from '../database/statement';
import { createPartitions } from '../partitions/create-partitions';
import { dropEventPartitions } from '../partitions/drop-event-partitions';
import { monthsFrom } from '../partitions/month-ranges';
import { RETENTION_STEPS, runRetention } from '../retention/retention';
import { StoreFixture } from '../testing/store-fixture';
import { grantServiceRights } from './grant-service-rights';
import { SERVICE_RIGHTS } from './service-rights';

let database: FreshDatabase;
let owner: StoreFixture;
let service: StoreFixture;
let bus: StoreFixture;

beforeAll(async () => {
  database = await freshDatabase();
  owner = new StoreFixture(database.url);
  service = new StoreFixture(database.serviceUrl);
  bus = new StoreFixture(database.busUrl);
});
afterAll(async () => {
  await Promise.all([owner.close(), service.close(), bus.close()]);
  await database.drop();
});

const DAY_MS = 86_400_000;

test('every table has its rights declared', async () => {
  const tables = await owner.sql<{ name: string }>(
    `SELECT relname AS name FROM pg_class
      WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v', 'm') AND relname !~ '_\\d{6}$'
        AND relname NOT IN ('audit_log_default')`,
  );
  expect(tables.map(({ name }) => name).sort()).toEqual(Object.keys(SERVICE_RIGHTS).sort());
});

describe('the login of gateways and orchestrators', () => {
  it.each([
    'DROP TABLE tasks',
    'ALTER TABLE tasks DROP CONSTRAINT tasks_status_check',
    'ALTER TABLE audit_log DISABLE TRIGGER ALL',
    'CREATE TABLE mine (id int)',
    'CREATE INDEX mine ON tasks (tenant)',
    'CREATE SCHEMA mine',
    'CREATE ROLE another',
    'TRUNCATE tasks',
    'UPDATE audit_log SET outcome = NULL',
    'DELETE FROM audit_log',
    'DELETE FROM audit_log_default',
    'UPDATE task_events SET actor = NULL',
    'DELETE FROM task_events',
    'DELETE FROM users',
    'DELETE FROM cadre_migrations',
    'DROP FUNCTION create_month_partition(text, date)',
    'DROP TABLE bus.messages',
    'SET ROLE cadre',
    "SELECT pg_read_file('/etc/passwd')",
  ])('may not: %s', async (statement) => {
    await expect(service.sql(statement)).rejects.toThrow(/permission denied|must be owner|does not exist/);
  });

  it('accepts and reads tasks, and uses the bus', async () => {
    const taskId = await service.task();
    expect(await service.eventsOf(taskId)).toEqual(['submitted >pending']);
    expect(await service.sql('SELECT FROM bus.messages')).toEqual([]);
  });

  it('makes the partitions that are missing', async () => {
    const last = monthsFrom(new Date(), 3).at(-1)?.suffix;
    await owner.sql(`DROP TABLE audit_log_${last}`);
    expect(await createPartitions(service.db)).toEqual([`audit_log_${last}`]);
    await expect(service.sql(`SELECT create_month_partition('users', current_date)`)).rejects.toThrow(
      'no partition of',
    );
    await expect(service.sql(`SELECT create_month_partition('audit_log', '2999-01-01')`)).rejects.toThrow();
  });

  it('drops old months of events, but none of the last 30 days', async () => {
    const [old] = monthsFrom(new Date(Date.now() - 200 * DAY_MS), 0);
    await owner.sql(`SELECT create_month_partition('task_events', $1::date)`, old?.from.toISOString().slice(0, 10));
    const taskId = await service.task({ taskId: uuidv7(Date.now() - 200 * DAY_MS) });
    expect(await dropEventPartitions(service.db, { days: 90 })).toEqual([`task_events_${old?.suffix}`]);
    expect(await service.eventsOf(taskId)).toEqual(['submitted >pending']);
    await expect(service.sql(`SELECT drop_event_month('2020-01-01', 29)`)).rejects.toThrow('30 days');
    const [young] = await service.sql<{ done: boolean }>(`SELECT drop_event_month(current_date, 30) AS done`);
    expect(young?.done).toBe(false);
  });

  it('forgets what is old', async () => {
    expect(Object.keys(await runRetention(service.db))).toEqual(expect.arrayContaining(Object.keys(RETENTION_STEPS)));
  });
});

describe('the login of workers', () => {
  it.each(['tasks', 'task_payloads', 'users', 'audit_log', 'agents'])('sees nothing of %s', async (table) => {
    await expect(bus.sql(`SELECT FROM ${table}`)).rejects.toThrow('permission denied');
  });

  it('may not make or drop partitions', async () => {
    await expect(bus.sql(`SELECT create_month_partition('task_events', current_date)`)).rejects.toThrow('denied');
    await expect(bus.sql(`SELECT drop_event_month('2020-01-01', 90)`)).rejects.toThrow('denied');
  });
});

test('a login that only reads the audit log needs one grant and sees nothing else', async () => {
  const reader = new URL(database.url);
  reader.username = `reader_${database.name}`;
  reader.password = 'reader-password';
  await owner.sql(`CREATE ROLE ${reader.username} LOGIN PASSWORD 'reader-password'`);
  await owner.sql(`GRANT SELECT ON audit_log TO ${reader.username}`);
  const auditor = new StoreFixture(reader.href);
  await auditor.sql('SELECT FROM audit_log');
  await expect(auditor.sql('DELETE FROM audit_log')).rejects.toThrow('permission denied');
  await expect(auditor.sql('SELECT FROM tasks')).rejects.toThrow('permission denied');
  await auditor.close();
  await owner.sql(`DROP OWNED BY ${reader.username}`);
  await owner.sql(`DROP ROLE ${reader.username}`);
});

describe('granting', () => {
  it('takes away what a role should no longer have, however often and by however many', async () => {
    const role = new URL(database.serviceUrl).username;
    await owner.sql(`GRANT TRUNCATE, DELETE ON users TO ${role}`);
    await Promise.all([1, 2, 3].map(() => grantServiceRights(database.url, role)));
    await expect(service.sql('TRUNCATE users')).rejects.toThrow('permission denied');
    await expect(service.sql('DELETE FROM users')).rejects.toThrow('permission denied');
    expect(await service.db.query(unnamedStatement('SELECT FROM users'), [])).toEqual([]);
  });

  it('says so when the role does not exist, or the database is away', async () => {
    await expect(grantServiceRights(database.url, 'nobody')).rejects.toThrow('"nobody" does not exist');
    await expect(grantServiceRights('postgres://127.0.0.1:1/x', 'nobody')).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
    });
  });
});
