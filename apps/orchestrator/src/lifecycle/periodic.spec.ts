import { createLogger } from '@cadre/observability';
import { Outages } from './outages';
import { Periodic } from './periodic';

const outages = new Outages(createLogger({ service: 't', role: 't', level: 'silent' }));

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** A turn that a spec ends when it wants to. */
class Turns {
  started = 0;
  private readonly ends: ((delayMs: number) => void)[] = [];

  readonly turn = (): Promise<number> => {
    this.started += 1;
    return new Promise((resolve) => this.ends.push(resolve));
  };

  async end(delayMs: number): Promise<void> {
    this.ends.shift()?.(delayMs);
    await jest.advanceTimersByTimeAsync(0);
  }
}

describe('a periodic loop', () => {
  it('takes its next turn when the last one said, and not before', async () => {
    const turns = new Turns();
    const loop = new Periodic({ name: 't', turn: turns.turn, outages });
    loop.start();
    loop.start();
    await turns.end(1000);
    await jest.advanceTimersByTimeAsync(999);
    expect(turns.started).toBe(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(turns.started).toBe(2);
    void turns.end(0);
    await loop.stop();
  });

  it('makes one turn of all wake-ups during a turn, and of one while it sleeps', async () => {
    const turns = new Turns();
    const loop = new Periodic({ name: 't', turn: turns.turn, outages });
    loop.start();
    for (let i = 0; i < 5; i++) loop.wake();
    await turns.end(60_000);
    expect(turns.started).toBe(2);
    await turns.end(60_000);
    expect(turns.started).toBe(2);
    loop.wake();
    await jest.advanceTimersByTimeAsync(0);
    expect(turns.started).toBe(3);
    void turns.end(0);
    await loop.stop();
  });

  it('never sleeps longer than a minute, however large the number', async () => {
    const turns = new Turns();
    const loop = new Periodic({ name: 't', turn: turns.turn, outages });
    loop.start();
    await turns.end(2 ** 40);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(turns.started).toBe(2);
    void turns.end(0);
    await loop.stop();
  });

  it('backs off while it fails, however often it is woken, and never by more than 2 s', async () => {
    let started = 0;
    const turn = (): Promise<number> => {
      started += 1;
      return Promise.reject(Object.assign(new TypeError('away'), { code: 'DATABASE_UNAVAILABLE' }));
    };
    const loop = new Periodic({ name: 't', turn, outages });
    loop.start();
    await jest.advanceTimersByTimeAsync(0);
    for (let i = 0; i < 100; i++) {
      loop.wake();
      await jest.advanceTimersByTimeAsync(1);
    }
    expect(started).toBe(2);
    await jest.advanceTimersByTimeAsync(10_000);
    const before = started;
    await jest.advanceTimersByTimeAsync(2000);
    expect(started).toBe(before + 1);
    await loop.stop();
  });

  it('says when what was away is back', async () => {
    let away = true;
    const error = Object.assign(new TypeError('away'), { code: 'BUS_UNAVAILABLE' });
    const loop = new Periodic({ name: 't', turn: () => (away ? Promise.reject(error) : Promise.resolve(50)), outages });
    loop.start();
    await jest.advanceTimersByTimeAsync(0);
    expect(outages.isAway('bus')).toBe(true);
    away = false;
    await jest.advanceTimersByTimeAsync(2000);
    expect(outages.isAway('bus')).toBe(false);
    await loop.stop();
  });

  it('stops after the turn that runs, tells it so, and can start again', async () => {
    const turns = new Turns();
    let signal: AbortSignal | undefined;
    const loop = new Periodic({
      name: 't',
      turn: (given) => {
        signal = given;
        return turns.turn();
      },
      outages,
    });
    loop.start();
    let stopped = false;
    const stopping = Promise.all([loop.stop(), loop.stop()]).then(() => (stopped = true));
    await jest.advanceTimersByTimeAsync(0);
    expect(stopped).toBe(false);
    expect(signal?.aborted).toBe(true);
    await turns.end(0);
    await stopping;
    loop.start();
    expect(turns.started).toBe(2);
    void turns.end(0);
    await loop.stop();
    expect(jest.getTimerCount()).toBe(0);
  });
});
