import { Installation, until } from '@cadre/testing';
import { type BusKind, onBothBuses } from '../harness/both-buses';
import { proveSound } from '../harness/prove-sound';
import { lasting, times } from '../harness/running';
import { eventsOf, factsOf } from '../harness/task-facts';
import { expectOneAttemptEach } from '../harness/one-attempt-each';
import { preloaded } from './harness/preloaded';

const HOUR_MS = 3_600_000;
const LATER_MS = 5_000;

describe('machines whose clocks are hours apart', () =>
  onBothBuses('R28: run each task once, and a scheduled one when the database says so', apart, 120_000));

async function apart(bus: BusKind): Promise<void> {
  const installation = await Installation.create({ bus });
  const { client } = installation;
  try {
    await Promise.all([
      installation.gateway(shifted(HOUR_MS)),
      installation.orchestrator(shifted(-HOUR_MS)),
      installation.worker({ ...shifted(HOUR_MS), WORKER_SLOTS: '50' }),
    ]);
    await client.acceptedMany(times(50, lasting(8_000)));
    const dueAt = (await databaseTime(installation)) + LATER_MS;
    const scheduled = await client.accepted({ execute_at: new Date(dueAt).toISOString() });
    await until(async () => (await factsOf(installation, scheduled)).status === 'completed', { timeoutMs: 60_000 });
    const started = (await eventsOf(installation, scheduled)).find(({ type }) => type === 'started');
    expect(Number(started?.at)).toBeGreaterThanOrEqual(dueAt);
    await proveSound(installation);
    await expectOneAttemptEach(installation);
  } finally {
    await installation.close();
  }
}

function shifted(ms: number): Readonly<Record<string, string>> {
  return preloaded('shift-clock', { SHIFT_CLOCK_MS: String(ms) });
}

async function databaseTime({ sql }: Installation): Promise<number> {
  const [row] = await sql<{ now: Date }>('SELECT clock_timestamp() AS now');
  return Number(row?.now);
}
