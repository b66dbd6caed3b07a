import { LoginStateCache } from './login-state-cache';
import type { LoginState } from './login-state.port';

const state = (tokenVersion: number): LoginState => ({
  ...{ userId: 'u', email: 'a@b', role: 'user', tenant: 'default', disabled: false, ended: false },
  tokenVersion,
});

/** A source that answers when it is told to. */
class HeldSource {
  readonly waiting: ((state: LoginState | null) => void)[] = [];
  readonly failing: ((error: Error) => void)[] = [];

  find(): Promise<LoginState | null> {
    return new Promise((resolve, reject) => {
      this.waiting.push(resolve);
      this.failing.push(reject);
    });
  }
}

describe('LoginStateCache', () => {
  it('asks once for many at the same time, and remembers', async () => {
    const source = new HeldSource();
    const cache = new LoginStateCache(source);
    const loads = [cache.load('u', 's'), cache.load('u', 's'), cache.load('u', 's')];
    source.waiting[0]?.(state(1));
    expect(new Set(await Promise.all(loads)).size).toBe(1);
    expect([source.waiting.length, cache.peek('s')?.tokenVersion]).toEqual([1, 1]);
  });

  it('remembers that there is no such account', async () => {
    const source = new HeldSource();
    const cache = new LoginStateCache(source);
    const load = cache.load('u', 's');
    source.waiting[0]?.(null);
    expect([await load, cache.peek('s')]).toEqual([null, null]);
  });

  it('does not keep what was read before a change', async () => {
    const source = new HeldSource();
    const cache = new LoginStateCache(source);
    const load = cache.load('u', 's');
    cache.accountChanged('u');
    source.waiting[0]?.(state(1));
    await load;
    expect(cache.peek('s')).toBeUndefined();
    void cache.load('u', 's');
    expect(source.waiting).toHaveLength(2);
  });

  it('forgets all sessions of an account that changed, and no others', async () => {
    const source = new HeldSource();
    const cache = new LoginStateCache(source);
    const loads = [cache.load('u', 's1'), cache.load('u', 's2'), cache.load('v', 's3')];
    source.waiting.forEach((answer) => answer(state(1)));
    await Promise.all(loads);
    cache.accountChanged('u');
    expect([cache.peek('s1'), cache.peek('s2'), cache.peek('s3')?.tokenVersion]).toEqual([undefined, undefined, 1]);
  });

  it('asks again after a failure', async () => {
    const source = new HeldSource();
    const cache = new LoginStateCache(source);
    const load = cache.load('u', 's');
    source.failing[0]?.(new TypeError('away'));
    await expect(load).rejects.toThrow('away');
    void cache.load('u', 's');
    expect(source.waiting).toHaveLength(2);
  });
});
