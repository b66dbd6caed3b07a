import { type BusKind, onBothBuses } from '../harness/both-buses';
import { proveSound } from '../harness/prove-sound';
import { lasting, untilRunning } from '../harness/running';
import { eventsOf, factsOf } from '../harness/task-facts';
import { BreakableInstallation } from './harness/breakable-installation';
import { cut, mend } from './harness/cuts';
import { openStream } from './harness/event-stream';

const RUNS_MS = 4_000;
/** The product promises 6 s; the rest is for a machine that is busy with other tests. */
const TOLD_WITHIN_MS = 12_000;
const PATIENCE_MS = 120_000;

describe('the last broadcast about a task, lost', () =>
  onBothBuses('is made up for within seconds: a subscriber sees each event once, in order', lost, PATIENCE_MS));

async function lost(bus: BusKind): Promise<void> {
  const world = await BreakableInstallation.start(bus);
  const { installation } = world;
  const { client } = installation;
  try {
    const id = await client.accepted(lasting(RUNS_MS));
    await untilRunning(installation, [id]);
    const stream = await openStream(installation, id, PATIENCE_MS);
    expect(cut(world.between('gateway-bus'), 'black hole')).toBeGreaterThan(0);
    expect((await factsOf(installation, id)).status).toBe('running');
    const seqs = await stream.seqs;
    const toldAt = Date.now();
    mend(world.between('gateway-bus'), 'black hole');
    const history = await eventsOf(installation, id);
    expect(seqs).toEqual(history.map(({ seq }) => seq));
    expect(history.at(-1)?.type).toBe('completed');
    expect(toldAt - Number(history.at(-1)?.at)).toBeLessThan(TOLD_WITHIN_MS);
    await proveSound(installation);
  } finally {
    await world.close();
  }
}
