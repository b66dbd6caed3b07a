import { Installation, type Service, until } from '@cadre/testing';
import { proveSound } from '../harness/prove-sound';
import { untilReaperWorks } from '../harness/reaper-at-work';
import { lasting, times, untilBusy, untilRunning } from '../harness/running';
import { afterMs } from '../harness/seeded';
import { expectOneAttemptEach } from '../harness/one-attempt-each';
import { factsOf } from '../harness/task-facts';
import { SkewedClock } from './harness/skewed-clock';

const SLOTS = 200;
const TAKEN = 5;
const PATIENCE_MS = 240_000;
/** Beyond the pause of the reaper and the margin it leaves after a time limit. */
const RUNS_MS = 70_000;
/** Their worker is killed as soon as the clock was seen to jump. */
const OUTLASTS_THE_KILL_MS = 30_000;
/** Two turns of the reaper. */
const REAPER_TURNS_MS = 4_000;
/** An hour more would be far beyond it. */
const LIMIT_SECONDS = 600;

describe('a database whose clock is set while 200 tasks run', () => {
  let installation: Installation;
  let clock: SkewedClock;
  let orchestrator: Service;
  let worker: Service;
  beforeAll(async () => {
    installation = await Installation.create();
    clock = await SkewedClock.install(installation);
    [orchestrator, worker] = await Promise.all([
      installation.orchestrator(),
      installation.worker({ WORKER_SLOTS: String(SLOTS) }),
      installation.gateway(),
    ]);
  });
  afterAll(() => installation.close());

  it(
    'R28: an hour ahead, then back again: no attempt is spent, and each task runs once',
    async () => {
      await untilReaperWorks(orchestrator);
      const task = { parameters: { delay_ms: RUNS_MS }, timeout_seconds: LIMIT_SECONDS };
      await installation.client.acceptedMany(times(SLOTS / 2, task));
      await installation.client.acceptedMany(times(SLOTS / 2, task));
      await untilBusy(worker, SLOTS);
      await clock.set('1 hour');
      await until(() => paused(orchestrator), { timeoutMs: 30_000 });
      // The pause is over while they still run: now only what the reaper knows about the clock protects them.
      await untilReaperWorks(orchestrator);
      await afterMs(REAPER_TURNS_MS);
      await untilBusy(worker, SLOTS);
      await clock.set('0');
      await until(() => paused(orchestrator), { timeoutMs: 30_000 });
      await proveSound(installation, PATIENCE_MS);
      await expectOneAttemptEach(installation);
      expect(orchestrator.log.filter(({ msg }) => msg === 'ended attempts without their workers')).toEqual([]);
    },
    PATIENCE_MS,
  );

  it(
    'finds a worker that dies after it was set ahead',
    async () => {
      const lost = await installation.client.acceptedMany(times(TAKEN, lasting(OUTLASTS_THE_KILL_MS)));
      await untilRunning(installation, lost);
      await clock.set('10 minutes');
      await until(() => paused(orchestrator), { timeoutMs: 30_000 });
      await worker.kill();
      await installation.worker({ WORKER_SLOTS: String(SLOTS) });
      await proveSound(installation, PATIENCE_MS);
      for (const id of lost)
        expect(await factsOf(installation, id)).toMatchObject({ lease_no: 2, failures_counted: 1 });
    },
    PATIENCE_MS,
  );
});

async function paused(orchestrator: Service): Promise<boolean> {
  return /^cadre_reaper_paused\{[^}]*cause="clock_jump"[^}]*\} 1$/m.test(await orchestrator.metrics());
}
