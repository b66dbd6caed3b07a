import { Repeater } from './repeater';

describe('a repeater', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('runs every so often while it is started', async () => {
    let runs = 0;
    const repeater = new Repeater(1_000, async () => void runs++);
    await jest.advanceTimersByTimeAsync(5_000);
    expect(runs).toBe(0);
    repeater.start();
    repeater.start();
    await jest.advanceTimersByTimeAsync(3_000);
    expect(runs).toBe(3);
    repeater.pause();
    repeater.runNow();
    await jest.advanceTimersByTimeAsync(3_000);
    expect(runs).toBe(3);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('never runs twice at once, and once more when asked meanwhile', async () => {
    const ends: (() => void)[] = [];
    const repeater = new Repeater(1_000, () => new Promise<void>((resolve) => void ends.push(resolve)));
    repeater.start();
    repeater.runNow();
    repeater.runNow();
    repeater.runNow();
    expect(ends).toHaveLength(1);
    ends[0]?.();
    await jest.advanceTimersByTimeAsync(0);
    expect(ends).toHaveLength(2);
    const stopped = repeater.stop();
    ends[1]?.();
    await stopped;
    expect(ends).toHaveLength(2);
  });
});
