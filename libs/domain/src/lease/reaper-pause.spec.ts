import fc from 'fast-check';
import {
  clockDrift,
  interrupted,
  isClockJump,
  isHeartbeatGap,
  NEW_WATCH,
  type ReaperCause,
  reaperPause,
  type ReaperWatch,
  witnessed,
} from './reaper-pause';

const LEASE_MS = 30_000;

/** A clock that goes on, with what happened until then. */
class Story {
  watch: ReaperWatch = NEW_WATCH;
  nowMs = 0;
  /** Since when a lease that is not renewed would have had a whole lease of connected time, at the time of each calm. */
  private readonly connected: [number, number][] = [];

  calm(ms: number): this {
    const stretch = { fromMs: this.nowMs, toMs: this.nowMs + ms };
    this.watch = witnessed(this.watch, stretch);
    this.connected.push([stretch.fromMs, stretch.toMs]);
    this.nowMs += ms;
    return this;
  }

  /** So long away, and before that for so long without having noticed it. */
  away(ms: number, cause: ReaperCause, unnoticedMs = 0): this {
    const sinceMs = this.nowMs - unnoticedMs;
    this.nowMs += ms;
    this.watch = interrupted(this.watch, cause, sinceMs);
    for (const stretch of this.connected) stretch[1] = Math.min(stretch[1], Math.max(stretch[0], sinceMs));
    return this;
  }

  get pause() {
    return reaperPause(this.watch, this.nowMs);
  }

  /** Whether a lease is reaped now that was renewed last at that time. */
  reaps(renewedAtMs: number): boolean {
    const { pause } = this;
    return !pause.paused && renewedAtMs + LEASE_MS < this.nowMs - pause.graceMs;
  }

  connectedSince(atMs: number): number {
    return this.connected.reduce((sum, [from, to]) => sum + Math.max(0, to - Math.max(from, atMs)), 0);
  }
}

const CAUSES = ['database_reconnected', 'bus_reconnected', 'heartbeat_gap', 'clock_jump'] as const;

describe('reaperPause', () => {
  it('leaves leases alone for one lease time after the start, and lets the reaper work in calm times', () => {
    expect(new Story().calm(29_999).pause).toEqual({ paused: true, cause: 'started' });
    expect(new Story().calm(30_000).pause).toEqual({ paused: false, graceMs: 0 });
    expect(new Story().calm(20_000).calm(600_000).pause).toEqual({ paused: false, graceMs: 0 });
  });

  it.each(CAUSES)('pauses for one lease time after %s', (cause) => {
    const calm = (ms: number) => new Story().calm(60_000).away(10_000, cause).calm(ms).pause;
    expect(calm(0)).toEqual({ paused: true, cause });
    expect(calm(29_999)).toEqual({ paused: true, cause });
    expect(calm(30_000)).toEqual({ paused: false, graceMs: 0 });
  });

  it('does not begin anew when the connection breaks again, but counts only the time it was there', () => {
    const story = new Story().calm(60_000).away(2_000, 'bus_reconnected').calm(20_000).away(60_000, 'heartbeat_gap');
    expect(story.pause).toEqual({ paused: true, cause: 'bus_reconnected' });
    expect(story.calm(9_999).pause).toMatchObject({ paused: true });
    expect(story.calm(1).pause).toEqual({ paused: false, graceMs: 60_000 });
  });

  it('begins anew when the clock of the database jumps again', () => {
    const story = new Story().calm(60_000).away(0, 'clock_jump').calm(29_000).away(0, 'clock_jump');
    expect(story.calm(29_000).pause).toEqual({ paused: true, cause: 'clock_jump' });
    expect(story.calm(1_000).pause).toEqual({ paused: false, graceMs: 0 });
  });

  it('finds a dead worker within two leases of connected time, however often the connection breaks', () => {
    const story = new Story().calm(60_000);
    const diedAtMs = story.nowMs;
    let turns = 0;
    while (!story.reaps(diedAtMs) && turns < 1000) {
      if (turns % 10 === 0) story.away(5_000, 'bus_reconnected');
      story.calm(2_000);
      turns += 1;
    }
    expect(story.connectedSince(diedAtMs)).toBeLessThanOrEqual(2 * LEASE_MS);
  });

  it('never reaps a lease whose holder had less than one whole lease of connected time to renew it', () => {
    const ms = fc.integer({ min: 1, max: 25_000 });
    const step = fc.oneof(
      fc.record({ calm: ms }),
      fc.record({
        away: ms,
        cause: fc.constantFrom(...CAUSES.slice(0, 3)),
        unnoticed: fc.integer({ min: 0, max: 5_000 }),
      }),
    );
    const renewedAt = fc.integer({ min: 0, max: 400_000 });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), renewedAt, (steps, renewedAtMs) => {
        const story = new Story();
        for (const one of steps) {
          if ('calm' in one) story.calm(one.calm);
          else story.away(one.away, one.cause, one.unnoticed);
          if (renewedAtMs > story.nowMs || !story.reaps(renewedAtMs)) continue;
          expect(story.connectedSince(renewedAtMs)).toBeGreaterThanOrEqual(LEASE_MS);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('remembers no more than makes one lease', () => {
    const story = new Story();
    for (let n = 0; n < 100; n += 1) story.calm(2_000).away(100, 'bus_reconnected');
    const held = story.watch.stretches.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
    expect(held).toBe(LEASE_MS);
    expect(new Story().calm(1_000).calm(1_000).watch.stretches).toEqual([{ fromMs: 0, toMs: 2_000 }]);
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
