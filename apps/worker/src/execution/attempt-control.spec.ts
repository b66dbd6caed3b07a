import { AbandonedError, AttemptControl } from './attempt-control';

describe('the reins of an attempt', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  const never = new Promise<never>(() => undefined);
  const limits = { softSeconds: 10, hardSeconds: 20 };

  /** What a promise has come to after the timers ran. */
  async function settled(promise: Promise<unknown>): Promise<unknown> {
    let result: unknown = 'pending';
    promise.then(
      (value) => (result = value),
      (error: Error) => (result = error.name),
    );
    await jest.advanceTimersByTimeAsync(0);
    return result;
  }

  it('tells at the soft limit and ends by force after the hard one', async () => {
    const control = new AttemptControl(limits);
    const abandoned = jest.fn();
    const race = control.race(never, abandoned);
    control.startTimers();
    await jest.advanceTimersByTimeAsync(10_000);
    expect(control.signal.reason).toMatchObject({ code: 'SOFT_TIMEOUT' });
    await jest.advanceTimersByTimeAsync(9_999);
    expect(await settled(race)).toBe('pending');
    await jest.advanceTimersByTimeAsync(1_001);
    expect(await settled(race)).toBe(AbandonedError.name);
    expect(control.stopReason).toBe('hard_timeout');
    expect(abandoned).toHaveBeenCalledTimes(1);
  });

  it('has no soft limit that is not shorter than the hard one', async () => {
    const control = new AttemptControl({ softSeconds: 20, hardSeconds: 20 });
    control.startTimers();
    await jest.advanceTimersByTimeAsync(20_000);
    expect(control.signal.reason).toMatchObject({ code: 'TASK_TIMEOUT' });
  });

  it('forces a cancel after ten seconds', async () => {
    const control = new AttemptControl(limits);
    const race = control.race(never, () => undefined);
    control.stop('cancelled');
    expect(control.signal.reason).toMatchObject({ code: 'CANCELLED' });
    await jest.advanceTimersByTimeAsync(9_999);
    expect(await settled(race)).toBe('pending');
    await jest.advanceTimersByTimeAsync(1);
    expect(await settled(race)).toBe(AbandonedError.name);
  });

  it('gives way to a weightier word only', () => {
    const control = new AttemptControl(limits);
    control.stop('cancelled');
    control.stop('soft_timeout');
    control.stop('shutdown');
    expect(control.stopReason).toBe('cancelled');
    control.stop('lease_lost');
    expect(control.stopReason).toBe('lease_lost');
    expect(control.signal.reason).toMatchObject({ code: 'CANCELLED' });
  });

  it('does not call an agent abandoned that returned', async () => {
    const control = new AttemptControl(limits);
    const abandoned = jest.fn();
    expect(await settled(control.race(Promise.resolve('done'), abandoned))).toBe('done');
    expect(await settled(control.race(Promise.reject(new TypeError('no')), abandoned))).toBe('TypeError');
    expect(abandoned).not.toHaveBeenCalled();
  });

  it('ends with an error that nobody caught', async () => {
    const control = new AttemptControl(limits);
    const race = control.race(never, () => undefined);
    control.crash(new RangeError('stray'));
    expect(await settled(race)).toBe('RangeError');
  });

  it('leaves no timer behind', () => {
    const control = new AttemptControl(limits);
    control.startTimers();
    control.stop('shutdown');
    control.clear();
    expect(jest.getTimerCount()).toBe(0);
  });
});
