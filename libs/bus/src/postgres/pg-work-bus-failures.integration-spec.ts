import { SILENT } from '../telemetry/bus-telemetry';
import { taskQueue, workerInbox } from '@cadre/contracts';
import { Collector, HeldHandler } from '../testing/collector';
import { dispatchOf } from '../testing/messages';
import { until } from '../testing/until';
import { ListeningSession } from './listening-session';
import { createBusDatabase, type BusDatabase } from './bus-database.contract';
import { PgHarness } from './pg-harness.contract';

const QUEUE = taskQueue('testing');
const INBOX = workerInbox('testing', 'worker-1');

describe('the work bus on PostgreSQL, when PostgreSQL misbehaves', () => {
  let database: BusDatabase;
  let harness: PgHarness;
  beforeAll(async () => {
    database = await createBusDatabase();
  });
  afterAll(() => database.drop());
  beforeEach(() => {
    harness = new PgHarness(database.url);
  });
  afterEach(() => harness.close());

  const endSessions = (like: string) =>
    harness.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name LIKE $1`,
      [like],
    );

  it('comes back after an administrator ended its sessions', async () => {
    const [bus, other] = [await harness.connect(), await harness.connect()];
    const collector = new Collector();
    let reconnects = 0;
    bus.onReconnect(() => (reconnects += 1));
    await bus.consume(QUEUE, collector.handle, { maxBatch: 10 });
    await bus.openInbox(INBOX, () => undefined);
    await endSessions('test bus%');
    await until('both are back', () => reconnects === 1 && bus.health().connected && other.health().connected);
    expect(await other.publish(QUEUE, [dispatchOf(1)])).toEqual([{ ok: true }]);
    await until('it arrived', () => collector.numbers.length === 1);
    await until('the inbox is open', async () => (await other.openInboxes([INBOX])).has(INBOX));
  });

  it('says nothing about what it no longer listens to when it stops', async () => {
    const warnings: string[] = [];
    const log = (level: string, message: string): void => void (level === 'warn' && warnings.push(message));
    const nobody = { onReconnected: () => undefined, onStateChange: () => undefined };
    const telemetry = { ...SILENT, log };
    const session = new ListeningSession({
      url: database.url,
      name: 'stopping',
      telemetry,
      sessionKey: '1',
      ...nobody,
    });
    session.connection.start();
    await session.connection.ready(10_000);
    await session.listen(QUEUE, () => undefined);
    await Promise.all([session.unlisten(QUEUE), session.connection.close()]);
    expect(warnings).toEqual([]);
  });

  it('does not hand out again what a process still has after a reconnect', async () => {
    const [bus, other] = [await harness.connect(), await harness.connect()];
    const [held, collector] = [new HeldHandler(), new Collector()];
    await bus.consume(QUEUE, held.handle, { maxBatch: 1, initialCredit: 1 });
    await other.publish(QUEUE, [dispatchOf(1)]);
    await until('it is handed out', () => held.running === 1);
    await other.consume(QUEUE, collector.handle, { maxBatch: 10 });
    let reconnects = 0;
    bus.onReconnect(() => (reconnects += 1));
    await harness.cutConnections(bus);
    await until('it is back', () => reconnects === 1 && bus.health().connected);
    held.releaseAll();
    await until('it is settled', async () => (await other.depth(QUEUE)).unsettled === 0);
    expect(collector.numbers).toEqual([]);
  });

  it('finds out that its listening connection is silently dead', async () => {
    const [bus, other] = [await harness.connect(), await harness.connect()];
    const collector = new Collector();
    let reconnects = 0;
    bus.onReconnect(() => (reconnects += 1));
    await bus.consume(QUEUE, collector.handle, { maxBatch: 10 });
    await bus.openInbox(INBOX, () => undefined);
    harness.proxyOf(bus).freeze();
    await other.publish(QUEUE, [dispatchOf(1)]);
    await until('it arrived over new connections', () => collector.numbers.length === 1, 15_000);
    await until('the inbox is open again', async () => reconnects > 0 && (await other.openInboxes([INBOX])).has(INBOX));
  });

  it('finds without any notification what is ready', async () => {
    const bus = await harness.connect();
    const collector = new Collector();
    await bus.consume(QUEUE, collector.handle, { maxBatch: 10 });
    await harness.publishRaw(QUEUE, JSON.stringify(dispatchOf(1).envelope));
    await until('the poll found it', () => collector.numbers.length === 1, 3_000);
  });

  it('gives up a message its consumers never settled, after ten of them', async () => {
    const bus = await harness.connect();
    await harness.publishRaw(QUEUE, JSON.stringify(dispatchOf(1).envelope));
    await harness.query('UPDATE bus.messages SET failures = 10');
    const collector = new Collector();
    await bus.consume(QUEUE, collector.handle, { maxBatch: 10 });
    await until('it is buried', async () => (await harness.deadMessages(QUEUE)).length === 1);
    const [dead] = await harness.deadMessages(QUEUE);
    expect(dead?.reason).toBe('no verdict after 10 deliveries');
    expect(collector.numbers).toEqual([]);
  });

  it.each([
    ['within its lease', "now() - interval '1 second'"],
    ['before the clock was set back', "locked_until + interval '1 hour'"],
  ])('delivers again what nobody settled %s', async (_, lockedUntil) => {
    const [bus, other] = [await harness.connect(), await harness.connect()];
    const [held, collector] = [new HeldHandler(), new Collector()];
    await bus.consume(QUEUE, held.handle, { maxBatch: 1, initialCredit: 1 });
    await other.publish(QUEUE, [dispatchOf(1)]);
    await until('it is handed out', () => held.running === 1);
    await harness.query(`UPDATE bus.messages SET locked_until = ${lockedUntil}`);
    await other.consume(QUEUE, collector.handle, { maxBatch: 10 });
    await until('it came again', () => collector.numbers.length === 1);
    held.releaseAll();
  });

  it('goes on when the server has lost all messages', async () => {
    const bus = await harness.connect();
    const collector = new Collector();
    await bus.publish(QUEUE, [dispatchOf(1)]);
    await harness.query('TRUNCATE bus.messages, bus.parcels, bus.inboxes');
    await bus.consume(QUEUE, collector.handle, { maxBatch: 10 });
    await bus.publish(QUEUE, [dispatchOf(2)]);
    await until('the new one arrived', () => collector.numbers.length === 1);
    expect(collector.numbers).toEqual([2]);
  });

  it('sweeps what has outlived its time', async () => {
    const bus = await harness.connect();
    await bus.consume(QUEUE, new Collector().handle, { maxBatch: 10 });
    await harness.query(`
      INSERT INTO bus.parcels (parcel_id, address, body, expires_at)
        SELECT gen_random_uuid(), 'nobody', 'x', now() - interval '1 minute' FROM generate_series(1, 3);
      INSERT INTO bus.inboxes (address, lock_key, opened_at) VALUES ('gone', 1, now() - interval '1 hour');
      INSERT INTO bus.dead_messages (queue, priority, body, reason, deliveries, published_at, died_at)
        VALUES ('q', 5, 'x', 'x', 1, now(), now() - interval '15 days');
      INSERT INTO bus.messages (queue, priority, body, expires_at) VALUES ('q', 5, 'x', now() - interval '1 minute')`);
    await until(
      'all are gone',
      async () => {
        const [counts] = await harness.query<{ left: string }>(`
        SELECT (SELECT count(*) FROM bus.parcels) + (SELECT count(*) FROM bus.inboxes)
          + (SELECT count(*) FROM bus.dead_messages) + (SELECT count(*) FROM bus.messages) AS left`);
        return counts?.left === '0';
      },
      20_000,
    );
    expect(bus.health().connected).toBe(true);
  });
});
