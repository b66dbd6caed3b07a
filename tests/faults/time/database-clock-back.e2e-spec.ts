import { Installation, until } from '@cadre/testing';
import { proveSound } from '../harness/prove-sound';
import { lasting, untilRunning } from '../harness/running';
import { factsOf } from '../harness/task-facts';
import { SkewedClock } from './harness/skewed-clock';

/** A lease of the team and a renewal are 8 s, a lease of an attempt and the pause of the reaper 30 s each. */
const TAKEN_OVER_WITHIN_MS = 30_000;
const RECOVERED_WITHIN_MS = 120_000;
const PATIENCE_MS = 240_000;

describe('a database whose clock is set back when an orchestrator dies and a worker stands still', () => {
  let installation: Installation;
  let clock: SkewedClock;
  beforeAll(async () => {
    installation = await Installation.create();
    clock = await SkewedClock.install(installation);
    await installation.gateway();
  });
  afterAll(() => installation.close());

  it(
    'R28: an hour back: their leases run out as ever, and others take over',
    async () => {
      const { client, sql } = installation;
      const leader = await installation.orchestrator({ ORCHESTRATOR_ID: 'dead' });
      const still = await installation.worker({ WORKER_ID: 'still' });
      const id = await client.accepted(lasting(3_000));
      await untilRunning(installation, [id]);
      still.freeze();
      await leader.kill();
      await clock.set('-1 hour');
      const [ahead] = await sql(`SELECT 1 FROM team_dispatch WHERE until > skewed.now() + interval '50 minutes'`);
      expect(ahead).toBeDefined();
      await Promise.all([installation.orchestrator({ ORCHESTRATOR_ID: 'heir' }), installation.worker()]);

      await until(
        async () =>
          (await sql(`SELECT 1 FROM team_dispatch WHERE owner LIKE 'heir#%' AND team = 'platform'`)).length === 1,
        { timeoutMs: TAKEN_OVER_WITHIN_MS },
      );
      await until(async () => (await factsOf(installation, id)).status === 'completed', {
        timeoutMs: RECOVERED_WITHIN_MS,
      });
      expect(await factsOf(installation, id)).toMatchObject({ lease_no: 2, failures_counted: 1 });
      still.thaw();
      await proveSound(installation, PATIENCE_MS);
    },
    PATIENCE_MS,
  );
});
