import { Installation, until } from '@cadre/testing';
import { proveSound, untilAllEnded } from './harness/prove-sound';
import { lasting, times, untilRunning } from './harness/running';
import { eventTypesOf, factsOf } from './harness/task-facts';

/** A lease lasts 30 s, and leases are left alone for 30 s after an orchestrator's start. */
const PATIENCE_MS = 150_000;

describe('a worker that stands still for longer than its lease', () => {
  let installation: Installation;
  beforeAll(async () => {
    installation = await Installation.create();
    await Promise.all([installation.orchestrator(), installation.gateway()]);
  });
  afterAll(() => installation.close());

  it(
    'has lost its tasks when it wakes, changes nothing about them, and goes on with others',
    async () => {
      const zombie = await installation.worker({ WORKER_ID: 'zombie' });
      const ids = await installation.client.acceptedMany(times(3, lasting(3_000)));
      await untilRunning(installation, ids);
      zombie.freeze();
      const other = await installation.worker();
      await untilAllEnded(installation, 90_000);
      const before = await Promise.all(ids.map((id) => factsOf(installation, id)));
      for (const facts of before)
        expect(facts).toMatchObject({ status: 'completed', lease_no: 2, failures_counted: 1 });

      zombie.thaw();
      await until(async () => /^cadre_worker_leases\{[^}]*\} 0$/m.test(await zombie.metrics()), { timeoutMs: 30_000 });
      expect(await Promise.all(ids.map((id) => factsOf(installation, id)))).toEqual(before);
      for (const id of ids) expect((await eventTypesOf(installation, id)).at(-1)).toBe('completed');

      await other.stop();
      const next = await installation.client.accepted();
      await untilAllEnded(installation);
      expect(await factsOf(installation, next)).toMatchObject({ status: 'completed' });
      const [run] = await installation.sql('SELECT worker_id FROM task_history WHERE task_id = $1', next);
      expect(run).toEqual({ worker_id: 'zombie' });
      await proveSound(installation);
    },
    PATIENCE_MS,
  );
});
