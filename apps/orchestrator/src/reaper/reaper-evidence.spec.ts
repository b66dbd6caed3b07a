import { createMemoryBus, MemoryBroker, type WorkBus } from '@cadre/bus';
import { Database } from '@cadre/persistence';
import { ReaperEvidence } from './reaper-evidence';

let db: Database;
let broker: MemoryBroker;
let bus: WorkBus;
let evidence: ReaperEvidence;
let databaseMs: number;

beforeEach(async () => {
  db = new Database({ url: 'postgres://nobody@127.0.0.1:1/nothing' });
  broker = new MemoryBroker();
  bus = createMemoryBus(broker).work;
  await bus.start();
  jest.useFakeTimers();
  databaseMs = 1_000_000;
  evidence = new ReaperEvidence(db, bus);
  evidence.start();
});
afterEach(async () => {
  await evidence.stop();
  jest.useRealTimers();
  await bus.stop();
  await db.close();
});

/** So much time goes by, in which the reaper takes its turns. */
async function pass(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 1_000) {
    await jest.advanceTimersByTimeAsync(1_000);
    databaseMs += 1_000;
    evidence.noteDatabaseTime(databaseMs);
  }
}

async function causeAfter(ms: number): Promise<string | null> {
  await pass(ms);
  const pause = evidence.pause();
  return pause.paused ? pause.cause : null;
}

describe('the evidence against reaping', () => {
  it('holds for one lease time after the start, and not for an idle consumer', async () => {
    expect(await causeAfter(29_000)).toBe('started');
    expect(await causeAfter(2_000)).toBeNull();
    expect(await causeAfter(600_000)).toBeNull();
  });

  it('holds for one lease time after a batch of heartbeats that took too long', async () => {
    await pass(31_000);
    const done = evidence.begin();
    await pass(6_000);
    done();
    expect(await causeAfter(1_000)).toBe('heartbeat_gap');
    expect(await causeAfter(31_000)).toBeNull();
  });

  it('holds as long as a batch of heartbeats is stuck, and one lease time longer', async () => {
    await pass(31_000);
    const done = evidence.begin();
    expect(await causeAfter(6_000)).toBe('heartbeat_gap');
    expect(await causeAfter(300_000)).toBe('heartbeat_gap');
    done();
    expect(await causeAfter(29_000)).toBe('heartbeat_gap');
    expect(await causeAfter(3_000)).toBeNull();
  });

  it('holds as long as the bus is away: no lease can be renewed', async () => {
    await pass(31_000);
    broker.startOutage();
    expect(await causeAfter(6_000)).toBe('heartbeat_gap');
    expect(await causeAfter(300_000)).toBe('heartbeat_gap');
    broker.endOutage();
    expect(await causeAfter(1_000)).not.toBeNull();
    expect(await causeAfter(31_000)).toBeNull();
  });

  it('is over in time when the bus goes away and comes back every 20 s, and spares what expired meanwhile', async () => {
    await pass(31_000);
    let turnsOfWork = 0;
    for (let flaps = 0; flaps < 6; flaps += 1) {
      broker.startOutage();
      await pass(3_000);
      broker.endOutage();
      for (let second = 0; second < 20; second += 1) if ((await causeAfter(1_000)) === null) turnsOfWork += 1;
    }
    expect(turnsOfWork).toBeGreaterThan(10);
    const pause = evidence.pause();
    expect(pause.paused || pause.graceMs).toBeTruthy();
  });

  it('holds for one lease time after database time jumped', async () => {
    await pass(31_000);
    expect(await causeAfter(1_000)).toBeNull();
    databaseMs += 3_600_000;
    expect(await causeAfter(1_000)).toBe('clock_jump');
    expect(await causeAfter(31_000)).toBeNull();
  });

  it('knows how far database time jumped ahead, and does not set off what it jumped back', () => {
    for (const time of [1_000_000, 4_600_000, 1_000_000]) evidence.noteDatabaseTime(time);
    expect(evidence.clockAheadSeconds).toBeCloseTo(3_600, 0);
  });
});
