import { join } from 'node:path';
import { Topic } from '@cadre/contracts';
import { Installation, PROJECT_DIR, type Service, until } from '@cadre/testing';
import { CountingServer } from '../harness/counting-server';
import { proveSound } from '../harness/prove-sound';
import { untilBusy } from '../harness/running';
import { eventsOf } from '../harness/task-facts';
import { openStream } from './harness/event-stream';

/** Their ends, told in one broadcast, are more than one notification may hold. */
const TASKS = 100;
/** Until the test lets them end. */
const RUNS_MS = 600_000;
const AGENTS = join(PROJECT_DIR, 'tests/fixtures/agents');
/** The product promises 6 s; the rest is for a machine that is busy with other tests. */
const TOLD_WITHIN_MS = 20_000;
const PATIENCE_MS = 120_000;

describe('a broadcast of over 8,000 bytes, whose notification names where it stands', () => {
  let installation: Installation;
  let calls: CountingServer;
  let worker: Service;
  let orchestrator: Service;
  let gateway: Service;
  beforeAll(async () => {
    calls = await CountingServer.start();
    installation = await Installation.create({ agentsDir: AGENTS });
    for (const statement of FAULTS) await installation.sql(statement);
    [worker, orchestrator, gateway] = await Promise.all([
      installation.worker({ WORKER_SLOTS: String(TASKS), HTTP_ALLOW_LIST: calls.address }),
      installation.orchestrator(),
      installation.gateway(),
    ]);
  });
  afterAll(async () => {
    await installation.close();
    await calls.close();
  });

  it(
    'is lost with its row: a subscriber reads the end for himself, once',
    async () => {
      await installation.sql(`UPDATE faults.fault SET name = 'row'`);
      await proveTold();
      expect(await count('faults.rows')).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );

  it(
    'is lost with the connection that reads it: a subscriber reads the end for himself, once',
    async () => {
      await installation.sql(`UPDATE faults.fault SET name = 'connection'`);
      const before = reconnects();
      await proveTold();
      expect(reconnects()).toBeGreaterThan(before);
    },
    PATIENCE_MS,
  );

  /** All end while the orchestrator stands still, so that it records, and tells of, all their ends at once. */
  async function proveTold(): Promise<void> {
    const heard = calls.calls.length;
    const tasks = Array.from({ length: TASKS }, (_, no) => calls.task({ no }, RUNS_MS));
    const ids = await installation.client.acceptedMany(tasks);
    await until(() => calls.calls.length === heard + TASKS, { timeoutMs: 60_000 });
    // The last to be let go: the report of the first leaves before the others are ready.
    const id = String(ids[Number(calls.calls.at(-1)?.label['no'])]);
    const stream = await openStream(installation, id, PATIENCE_MS);
    orchestrator.freeze();
    const before = await count('faults.parcels');
    calls.release();
    await untilBusy(worker, 0);
    orchestrator.thaw();
    const seqs = await stream.seqs;
    const toldAt = Date.now();
    const history = await eventsOf(installation, id);
    expect(seqs).toEqual(history.map(({ seq }) => seq));
    expect(history.at(-1)?.type).toBe('completed');
    expect(toldAt - Number(history.at(-1)?.at)).toBeLessThan(TOLD_WITHIN_MS);
    expect(await count('faults.parcels')).toBeGreaterThan(before);
    await proveSound(installation);
  }

  function reconnects(): number {
    return gateway.log.filter(({ msg }) => msg === 'bus connection re-established').length;
  }

  async function count(sequence: string): Promise<number> {
    const [row] = await installation.sql<{ seen: number }>(
      `SELECT CASE WHEN is_called THEN last_value ELSE 0 END::int AS seen FROM ${sequence}`,
    );
    return row?.seen ?? 0;
  }
});

/** What may befall a parcel of task events: it is not stored, or whoever reads it loses his connection. */
const FAULTS = [
  'CREATE SCHEMA faults',
  'GRANT USAGE ON SCHEMA faults TO PUBLIC',
  `CREATE TABLE faults.fault AS SELECT 'none' AS name`,
  'GRANT SELECT ON faults.fault TO PUBLIC',
  'CREATE SEQUENCE faults.parcels',
  'CREATE SEQUENCE faults.rows',
  `CREATE FUNCTION faults.keep() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
   BEGIN
     PERFORM nextval('faults.parcels');
     IF (SELECT name FROM faults.fault) <> 'row' THEN RETURN NEW; END IF;
     PERFORM nextval('faults.rows');
     RETURN NULL;
   END $$`,
  `CREATE TRIGGER keep BEFORE INSERT ON bus.parcels FOR EACH ROW WHEN (NEW.address = '${Topic.TaskEvents}')
   EXECUTE FUNCTION faults.keep()`,
  `CREATE FUNCTION faults.readable(address text) RETURNS boolean LANGUAGE plpgsql AS $$
   BEGIN
     IF address = '${Topic.TaskEvents}' AND (SELECT name FROM faults.fault) = 'connection' THEN
       PERFORM pg_terminate_backend(pg_backend_pid());
     END IF;
     RETURN true;
   END $$`,
  'ALTER TABLE bus.parcels ENABLE ROW LEVEL SECURITY',
  'CREATE POLICY read ON bus.parcels FOR SELECT USING (faults.readable(address))',
  'CREATE POLICY others ON bus.parcels FOR INSERT WITH CHECK (true)',
  'CREATE POLICY removed ON bus.parcels FOR DELETE USING (true)',
];
