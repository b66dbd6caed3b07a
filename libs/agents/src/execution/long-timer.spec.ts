import { startLongTimer } from './long-timer';

const DAY_MS = 86_400_000;

describe('a timer longer than Node can count', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('fires after its 25 days, and not before', () => {
    const fired = jest.fn();
    startLongTimer(25 * DAY_MS, fired);
    jest.advanceTimersByTime(25 * DAY_MS - 1);
    expect(fired).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(fired).toHaveBeenCalledTimes(1);
  });

  it('can be stopped in its second leg', () => {
    const fired = jest.fn();
    const stop = startLongTimer(60 * DAY_MS, fired);
    jest.advanceTimersByTime(30 * DAY_MS);
    stop();
    jest.advanceTimersByTime(90 * DAY_MS);
    expect(fired).not.toHaveBeenCalled();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('fires at once for a delay that has passed', () => {
    const fired = jest.fn();
    startLongTimer(-5, fired);
    jest.advanceTimersByTime(0);
    expect(fired).toHaveBeenCalledTimes(1);
  });
});
