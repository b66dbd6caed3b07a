import { LOCK_SECONDS, LoginThrottle, MAX_FAILURES } from './login-throttle';

describe('LoginThrottle', () => {
  let now = 1_000_000;
  const throttle = (): LoginThrottle => new LoginThrottle(() => now);

  async function fail(on: LoginThrottle, times: number, address = '10.0.0.1'): Promise<void> {
    for (let i = 0; i < times; i++) {
      const attempt = await on.attempt('a@b', address);
      if (attempt.kind === 'granted') attempt.end(true);
    }
  }

  it('locks after five failures, for a minute from the last', async () => {
    const subject = throttle();
    await fail(subject, MAX_FAILURES);
    expect(await subject.attempt('a@b', '10.0.0.1')).toEqual({ kind: 'locked', retryAfterSeconds: LOCK_SECONDS });
    now += LOCK_SECONDS * 1_000 - 1;
    expect(await subject.attempt('a@b', '10.0.0.1')).toEqual({ kind: 'locked', retryAfterSeconds: 1 });
    now += 1;
    expect((await subject.attempt('a@b', '10.0.0.1')).kind).toBe('granted');
  });

  it('leaves the same account from another address, and other accounts, alone', async () => {
    const subject = throttle();
    await fail(subject, MAX_FAILURES);
    expect((await subject.attempt('a@b', '10.0.0.2')).kind).toBe('granted');
    expect((await subject.attempt('c@d', '10.0.0.1')).kind).toBe('granted');
  });

  it('forgets failures that are over a minute old', async () => {
    const subject = throttle();
    await fail(subject, MAX_FAILURES - 1);
    now += LOCK_SECONDS * 1_000 + 1;
    await fail(subject, MAX_FAILURES - 1);
    expect((await subject.attempt('a@b', '10.0.0.1')).kind).toBe('granted');
  });

  it('gives parallel guesses no more tries than sequential ones', async () => {
    const subject = throttle();
    const attempts = Array.from({ length: 20 }, () => subject.attempt('a@b', '10.0.0.1'));
    const outcomes = await Promise.all(
      attempts.map((pending) =>
        pending.then((attempt) => {
          if (attempt.kind === 'granted') attempt.end(true);
          return attempt.kind;
        }),
      ),
    );
    expect(outcomes.filter((kind) => kind === 'granted')).toHaveLength(MAX_FAILURES);
  });

  it('lets any number of right logins through', async () => {
    const subject = throttle();
    const logins = Array.from({ length: 100 }, async () => {
      const attempt = await subject.attempt('a@b', '10.0.0.1');
      await Promise.resolve();
      if (attempt.kind === 'granted') attempt.end(false);
      return attempt.kind;
    });
    expect(new Set(await Promise.all(logins))).toEqual(new Set(['granted']));
  });
});
