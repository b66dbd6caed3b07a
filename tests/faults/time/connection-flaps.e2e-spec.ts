import { until } from '@cadre/testing';
import { type BusKind, onBothBuses } from '../harness/both-buses';
import { proveSound } from '../harness/prove-sound';
import { untilReaperWorks } from '../harness/reaper-at-work';
import { lasting, untilRunning } from '../harness/running';
import { afterMs } from '../harness/seeded';
import { factsOf } from '../harness/task-facts';
import { BreakableInstallation } from '../network/harness/breakable-installation';
import { cut, mend } from '../network/harness/cuts';

/** Shorter than the pause of the reaper. */
const BREAKS_EVERY_MS = 15_000;
/** Two leases of working connections, of which a break takes some seconds each. */
const RECOVERED_WITHIN_MS = 150_000;
const OUTLASTS_ALL_MS = 300_000;
const PATIENCE_MS = 400_000;

describe('a connection between orchestrator and bus that breaks again and again', () => {
  onBothBuses(
    'puts the recovery from a frozen worker off, but not for ever, and costs a living one nothing',
    flapping,
    PATIENCE_MS,
  );
});

async function flapping(bus: BusKind): Promise<void> {
  const world = await BreakableInstallation.start(bus, 5);
  const { installation, services } = world;
  try {
    const [, orchestrator, still] = services;
    if (orchestrator === undefined || still === undefined) throw new TypeError('all are started');
    await untilReaperWorks(orchestrator);
    const lost = await installation.client.accepted(lasting(2_000));
    await untilRunning(installation, [lost]);
    still.freeze();
    await installation.worker({ WORKER_SLOTS: '5' });
    const kept = await installation.client.accepted(lasting(OUTLASTS_ALL_MS));
    await untilRunning(installation, [kept]);
    const breaking = new AbortController();
    const broken = breakAgainAndAgain(world, breaking.signal);
    await until(async () => (await factsOf(installation, lost)).status === 'completed', {
      timeoutMs: RECOVERED_WITHIN_MS,
    });
    breaking.abort();
    expect(await broken).toBeGreaterThan(1);
    expect(await factsOf(installation, lost)).toMatchObject({ lease_no: 2, failures_counted: 1 });
    expect(await factsOf(installation, kept)).toMatchObject({ status: 'running', lease_no: 1, failures_counted: 0 });
    still.thaw();
    await installation.client.call('DELETE', `/tasks/${kept}`);
    await proveSound(installation);
  } finally {
    await world.close();
  }
}

/** Answers how often it broke. */
async function breakAgainAndAgain(world: BreakableInstallation, signal: AbortSignal): Promise<number> {
  const proxy = world.between('orchestrator-bus');
  let times = 0;
  while (!signal.aborted) {
    if (cut(proxy, 'reset') > 0) times += 1;
    mend(proxy, 'reset');
    await afterMs(BREAKS_EVERY_MS);
  }
  return times;
}
