import fc from 'fast-check';
import { EventFollower, type EventSink, type ReadEvents } from './event-follower';

interface Event {
  readonly seq: number;
  readonly to: string | null;
}

const ENDS = ['completed', 'failed'];
const event = (seq: number, to: string | null = null): Event => ({ seq, to });

function follow(lastSeq: number, endsAt: number | null, sink: Sink, read: ReadEvents<Event>): EventFollower<Event> {
  const isEnd = ({ to }: Event) => to !== null && ENDS.includes(to);
  return new EventFollower({ lastSeq, endsAt, isEnd, sink, read });
}

/** A sink that keeps what it gets, and takes only so much before it is blocked. */
class Sink implements EventSink<Event> {
  readonly seen: number[] = [];
  ends = 0;
  room = Number.POSITIVE_INFINITY;

  get isBlocked(): boolean {
    return this.room <= 0;
  }

  event({ seq }: Event): void {
    this.seen.push(seq);
    this.room -= 1;
  }

  end(): void {
    this.ends += 1;
  }
}

/** A task's stored history of which the first `length` events are there. */
class History {
  reads = 0;

  constructor(
    private readonly events: readonly Event[],
    public length = events.length,
  ) {}

  readonly read = (after: number, limit: number) => {
    this.reads += 1;
    return Promise.resolve(
      this.events
        .slice(0, this.length)
        .filter(({ seq }) => seq > after)
        .slice(0, limit),
    );
  };
}

const LONG = [...Array.from({ length: 449 }, (_, index) => event(index + 1)), event(450, 'completed')];
const SHORT = [event(1, 'pending'), event(2, 'queued'), event(3, 'running'), event(4, 'completed')];
const upTo = (n: number) => Array.from({ length: n }, (_, index) => index + 1);

describe('following a task', () => {
  it('reads its whole history, page by page, and ends with it', async () => {
    const sink = new Sink();
    await follow(0, 450, sink, new History(LONG).read).catchUp();
    expect(sink.seen).toEqual(upTo(450));
    expect(sink.ends).toBe(1);
  });

  it('takes live events that fit without reading', () => {
    const sink = new Sink();
    const history = new History(SHORT);
    const follower = follow(1, null, sink, history.read);
    follower.onEvents(SHORT.slice(1, 3));
    expect(sink.seen).toEqual([2, 3]);
    expect(follower.position()).toBe(3);
    expect(history.reads).toBe(0);
    expect(sink.ends).toBe(0);
  });

  it('ends with the last event, once, and takes nothing afterwards', () => {
    const sink = new Sink();
    const follower = follow(3, null, sink, new History(SHORT).read);
    follower.onEvents([event(4, 'failed'), event(5)]);
    follower.onEvents([event(5)]);
    follower.onClose();
    expect(sink.seen).toEqual([4]);
    expect(sink.ends).toBe(1);
  });

  it('goes on past the end of a task that had ended before, to its last note', async () => {
    const sink = new Sink();
    const noted = [...SHORT, event(5)];
    await follow(0, 5, sink, new History(noted).read).catchUp();
    expect(sink.seen).toEqual(upTo(5));
    expect(sink.ends).toBe(1);
  });

  it('fills a hole from the history', async () => {
    const sink = new Sink();
    const follower = follow(1, null, sink, new History(SHORT).read);
    follower.onEvents([event(4, 'completed')]);
    expect(follower.position()).toBeNull();
    await settled();
    expect(sink.seen).toEqual([2, 3, 4]);
    expect(sink.ends).toBe(1);
  });

  it('stops at a blocked sink and goes on where it was', async () => {
    const sink = new Sink();
    const follower = follow(0, 450, sink, new History(LONG).read);
    sink.room = 10;
    await follower.catchUp();
    expect(sink.seen).toEqual(upTo(10));
    expect(follower.position()).toBeNull();
    follower.onEvents([event(11)]);
    expect(follower.isUpToDate).toBe(false);
    expect(sink.seen).toEqual(upTo(10));
    sink.room = Number.POSITIVE_INFINITY;
    await follower.catchUp();
    expect(sink.seen).toEqual(upTo(450));
  });

  it('reads again for what came while it was reading', async () => {
    const sink = new Sink();
    const history = new History(SHORT, 2);
    const follower = follow(0, null, sink, history.read);
    const catchingUp = follower.catchUp();
    history.length = 4;
    follower.onEvents([event(4, 'completed')]);
    await catchingUp;
    expect(sink.seen).toEqual(upTo(4));
  });

  it('gives up with the reader’s error', async () => {
    const follower = follow(0, null, new Sink(), () => Promise.reject(new RangeError('away')));
    await expect(follower.catchUp()).rejects.toThrow('away');
    expect(follower.position()).toBe(0);
  });

  it('outlives a hole that cannot be read, and fills it when it is told again', async () => {
    const sink = new Sink();
    let away = true;
    const history = new History(SHORT);
    const read: typeof history.read = (after, limit) =>
      away ? Promise.reject(new RangeError('away')) : history.read(after, limit);
    const follower = follow(1, null, sink, read);
    follower.onEvents([event(4, 'completed')]);
    await settled();
    expect(follower.position()).toBe(1);
    away = false;
    follower.onEvents([event(4, 'completed')]);
    await settled();
    expect(sink.seen).toEqual([2, 3, 4]);
  });

  it('gives every event once and in order, whatever is lost, doubled or late', async () => {
    const step = fc.oneof(
      fc.record({
        kind: fc.constant('live' as const),
        seqs: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 }),
      }),
      fc.record({ kind: fc.constant('block' as const), room: fc.integer({ min: 0, max: 2 }) }),
      fc.record({ kind: fc.constant('drain' as const) }),
      fc.record({ kind: fc.constant('wait' as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
        const sink = new Sink();
        const follower = follow(0, null, sink, new History(SHORT).read);
        for (const one of steps) {
          if (one.kind === 'live') follower.onEvents(one.seqs.flatMap((seq) => SHORT[seq - 1] ?? []));
          if (one.kind === 'block') sink.room = one.room;
          if (one.kind === 'drain') sink.room = Number.POSITIVE_INFINITY;
          if (one.kind === 'drain') void follower.catchUp();
          if (one.kind === 'wait') await settled();
          expect(sink.seen).toEqual(upTo(sink.seen.length));
        }
        sink.room = Number.POSITIVE_INFINITY;
        await follower.catchUp();
        await settled();
        expect(sink.seen).toEqual(upTo(4));
        expect(sink.ends).toBe(1);
      }),
      { numRuns: 200 },
    );
  });
});

/** Lets everything that needs no timer come to its end. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}
