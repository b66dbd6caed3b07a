import { Installation } from '@cadre/testing';
import { type BusKind, onBothBuses } from '../harness/both-buses';
import { proveSound } from '../harness/prove-sound';
import { lasting, times, untilBusy } from '../harness/running';
import { eventTypesOf, factsOf } from '../harness/task-facts';
import { preloaded } from './harness/preloaded';

/** Longer than a lease, the look of the reaper and the rerun of what was lost. */
const BLOCK_MS = 50_000;

describe('a worker whose event loop is blocked for longer than a lease', () =>
  onBothBuses(
    'R27: loses its leases and changes nothing when it goes on; others are not affected',
    blocked,
    BLOCK_MS + 200_000,
  ));

async function blocked(bus: BusKind): Promise<void> {
  const installation = await Installation.create({ bus });
  const { client } = installation;
  try {
    const env = preloaded('block-on-signal', { BLOCK_MS: String(BLOCK_MS) });
    const [zombie] = await Promise.all([
      installation.worker({ ...env, WORKER_ID: 'zombie' }),
      installation.orchestrator(),
      installation.gateway(),
    ]);
    const held = await client.acceptedMany(times(3, lasting(4_000)));
    await untilBusy(zombie, held.length);
    zombie.signal('SIGUSR2');
    const other = await installation.worker({ WORKER_ID: 'other' });
    const innocent = await client.acceptedMany(times(3, lasting(20_000)));
    await proveSound(installation, 120_000);
    const before = await Promise.all(held.map((id) => factsOf(installation, id)));
    for (const facts of before) expect(facts).toMatchObject({ status: 'completed', lease_no: 2, failures_counted: 1 });
    for (const id of innocent) expect(await factsOf(installation, id)).toMatchObject({ lease_no: 1 });
    // It answers again; what it says about its former tasks changes nothing, and it takes others.
    await untilBusy(zombie, 0);
    await other.stop();
    const next = await client.accepted();
    await proveSound(installation);
    expect(await eventTypesOf(installation, next)).toEqual(['submitted', 'queued', 'started', 'completed']);
    expect(await Promise.all(held.map((id) => factsOf(installation, id)))).toEqual(before);
  } finally {
    await installation.close();
  }
}
