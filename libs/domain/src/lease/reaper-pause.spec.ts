import { clockDrift, isClockJump, isHeartbeatGap, reaperPause } from './reaper-pause';

const CALM = { nowMs: 1_000_000, startedAtMs: 0 };

describe('reaperPause', () => {
  it('lets the reaper work in calm times', () => {
    expect(reaperPause(CALM)).toEqual({ paused: false });
    expect(reaperPause({ ...CALM, busReconnectedAtMs: null, clockJumpedAtMs: 1000 })).toEqual({ paused: false });
  });

  it.each([
    ['started', 'startedAtMs'],
    ['database_reconnected', 'databaseReconnectedAtMs'],
    ['bus_reconnected', 'busReconnectedAtMs'],
    ['heartbeat_gap', 'heartbeatGapAtMs'],
    ['clock_jump', 'clockJumpedAtMs'],
  ])('pauses for one lease time after %s', (cause, field) => {
    const at = (nowMs: number) => reaperPause({ ...CALM, [field]: 1_000_000, nowMs });
    expect(at(1_000_000)).toEqual({ paused: true, untilMs: 1_030_000, cause });
    expect(at(1_029_999)).toMatchObject({ paused: true });
    expect(at(1_030_000)).toEqual({ paused: false });
  });

  it('waits for the latest of several causes', () => {
    const facts = { nowMs: 20_000, startedAtMs: 0, busReconnectedAtMs: 15_000, databaseReconnectedAtMs: 10_000 };
    expect(reaperPause(facts)).toEqual({ paused: true, untilMs: 45_000, cause: 'bus_reconnected' });
  });
});

describe('isHeartbeatGap', () => {
  it.each([
    [5000, false],
    [5001, true],
  ])('after %d ms: %s', (silence, gap) => {
    expect(isHeartbeatGap(10_000, 10_000 + silence)).toBe(gap);
  });
});

describe('isClockJump', () => {
  const before = { monotonicMs: 100, databaseMs: 5_000_000 };
  it.each([
    ['both clocks went on alike', 60_000, 60_000, false],
    ['database time drifts a little', 60_000, 64_000, false],
    ['database time jumped forward', 1000, 6001, true],
    ['database time jumped back', 1000, -4001, true],
    ['database time stood still', 6000, 0, true],
  ])('when %s', (_, real, database, jump) => {
    const after = { monotonicMs: before.monotonicMs + real, databaseMs: before.databaseMs + database };
    expect(isClockJump(before, after)).toBe(jump);
  });
});

describe('clockDrift', () => {
  it.each([
    ['ahead', 2_000, 3_602_000, 3_600_000],
    ['back', 2_000, -3_598_000, -3_600_000],
  ])('says how far database time went %s', (_, real, database, drift) => {
    const after = { monotonicMs: real, databaseMs: 7_000_000 + database };
    expect(clockDrift({ monotonicMs: 0, databaseMs: 7_000_000 }, after)).toBe(drift);
  });
});
