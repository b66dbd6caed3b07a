import { Installation, until } from '@cadre/testing';
import { type BusKind, onBothBuses } from '../harness/both-buses';
import { proveSound } from '../harness/prove-sound';
import { lasting, times, untilBusy } from '../harness/running';
import { afterMs } from '../harness/seeded';
import { expectOneAttemptEach } from '../harness/one-attempt-each';

/** Longer than a lease, and the time a worker needs to notice. */
const AWAY_MS = Number(process.env['CADRE_TEST_AWAY_MS'] ?? 40_000);
const ENDS_MEANWHILE_MS = 15_000;
const SLOTS = 200;

describe('orchestrators that are away for longer than a lease', () =>
  onBothBuses('cost none of 200 running tasks its attempt', away, AWAY_MS + 240_000));

async function away(bus: BusKind): Promise<void> {
  const installation = await Installation.create({ bus });
  try {
    const [orchestrator, worker] = await Promise.all([
      installation.orchestrator(),
      installation.worker({ WORKER_SLOTS: String(SLOTS) }),
      installation.gateway(),
    ]);
    const { client } = installation;
    await client.acceptedMany(times(SLOTS / 2, lasting(ENDS_MEANWHILE_MS)));
    await client.acceptedMany(times(SLOTS / 2, lasting(AWAY_MS + 15_000)));
    await untilBusy(worker, SLOTS);
    await orchestrator.kill();
    const whileAway = afterMs(AWAY_MS);
    const late = await client.accepted();
    await untilBusy(worker, SLOTS / 2);
    await whileAway;
    expect(await expiredLeases(installation)).toBe(SLOTS);
    await installation.orchestrator();
    await until(async () => (await client.task(late)).status === 'completed', { timeoutMs: 60_000 });
    await proveSound(installation, 120_000);
    await expectOneAttemptEach(installation);
  } finally {
    await installation.close();
  }
}

async function expiredLeases({ sql }: Installation): Promise<number | undefined> {
  const [row] = await sql<{ count: number }>(
    `SELECT count(*) FROM tasks WHERE status = 'running' AND lease_expires_at < now()`,
  );
  return row?.count;
}
