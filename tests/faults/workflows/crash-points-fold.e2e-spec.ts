import { Installation } from '@cadre/testing';
import { armed, crashPointsOf } from '../harness/crash-scenarios';
import { untilDead } from '../harness/die-at';
import { proveRuns } from './harness/prove-runs';
import { RunLoad } from './harness/run-load';
import { SHAPE_NAMES } from './harness/shapes';

const PATIENCE_MS = 120_000;
/** The first folds only begin runs; later ones take in outcomes. */
const PASSINGS = [1, 6, 12];

describe('an orchestrator that dies while it folds runs', () => {
  let installation: Installation;
  let load: RunLoad;
  beforeAll(async () => {
    installation = await Installation.create();
    await Promise.all([installation.gateway(), installation.worker({ WORKER_SLOTS: '50' })]);
    load = await RunLoad.prepare(installation);
  });
  afterAll(() => installation.close());

  it.each(crashPointsOf('fold').map((point, place) => [point, PASSINGS[place % PASSINGS.length]] as const))(
    '%s, passing number %i: every run ends as it should',
    async (point, count) => {
      const victim = await installation.orchestrator(armed(point, count));
      for (const shape of SHAPE_NAMES) await load.start(shape);
      await untilDead(victim);
      const successor = await installation.orchestrator();
      await load.untilAllEnded(60_000);
      await proveRuns(installation, load);
      await successor.stop();
    },
    PATIENCE_MS,
  );
});
