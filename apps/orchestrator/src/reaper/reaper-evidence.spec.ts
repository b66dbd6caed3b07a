import { createMemoryBus, MemoryBroker, type WorkBus } from '@cadre/bus';
import { Database } from '@cadre/persistence';
import { ReaperEvidence } from './reaper-evidence';

let db: Database;
let broker: MemoryBroker;
let bus: WorkBus;
let evidence: ReaperEvidence;

beforeEach(async () => {
  db = new Database({ url: 'postgres://nobody@127.0.0.1:1/nothing' });
  broker = new MemoryBroker();
  bus = createMemoryBus(broker).work;
  await bus.start();
  jest.useFakeTimers();
  evidence = new ReaperEvidence(db, bus);
  evidence.start();
});
afterEach(async () => {
  await evidence.stop();
  jest.useRealTimers();
  await bus.stop();
  await db.close();
});

function causeAfter(ms: number): string | null {
  jest.advanceTimersByTime(ms);
  const pause = evidence.pause();
  return pause.paused ? pause.cause : null;
}

describe('the evidence against reaping', () => {
  it('holds for one lease time after the start, and not for an idle consumer', () => {
    expect(causeAfter(29_000)).toBe('started');
    expect(causeAfter(2_000)).toBeNull();
    expect(causeAfter(600_000)).toBeNull();
  });

  it('holds for one lease time after a batch of heartbeats that took too long', () => {
    jest.advanceTimersByTime(31_000);
    const done = evidence.begin();
    jest.advanceTimersByTime(6_000);
    done();
    expect(causeAfter(0)).toBe('heartbeat_gap');
    expect(causeAfter(31_000)).toBeNull();
  });

  it('holds as long as a batch of heartbeats is stuck, and one lease time longer', () => {
    jest.advanceTimersByTime(31_000);
    const done = evidence.begin();
    expect(causeAfter(6_000)).toBe('heartbeat_gap');
    expect(causeAfter(300_000)).toBe('heartbeat_gap');
    done();
    expect(causeAfter(29_000)).toBe('heartbeat_gap');
    expect(causeAfter(2_000)).toBeNull();
  });

  it('holds as long as the bus is away: no lease can be renewed', () => {
    jest.advanceTimersByTime(31_000);
    broker.startOutage();
    expect(causeAfter(6_000)).toBe('heartbeat_gap');
    expect(causeAfter(300_000)).toBe('heartbeat_gap');
    broker.endOutage();
    expect(causeAfter(1_000)).not.toBeNull();
    expect(causeAfter(31_000)).toBeNull();
  });

  it('holds for one lease time after database time jumped', () => {
    jest.advanceTimersByTime(31_000);
    evidence.noteDatabaseTime(1_000_000);
    jest.advanceTimersByTime(1_000);
    evidence.noteDatabaseTime(1_001_000);
    expect(causeAfter(0)).toBeNull();
    jest.advanceTimersByTime(1_000);
    evidence.noteDatabaseTime(4_600_000);
    expect(causeAfter(0)).toBe('clock_jump');
  });

  it('knows how far database time jumped ahead, and does not set off what it jumped back', () => {
    for (const databaseMs of [1_000_000, 4_600_000, 1_000_000]) {
      evidence.noteDatabaseTime(databaseMs);
    }
    expect(evidence.clockAheadSeconds).toBeCloseTo(3_600, 0);
  });
});
