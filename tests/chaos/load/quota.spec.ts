import { Quota } from './quota';

describe('a quota of numbers', () => {
  it('gives what is released, to those who wait first', async () => {
    const quota = new Quota(4);
    const waiting = [quota.take(), quota.take()];
    quota.release(0.5);
    expect(await Promise.all(waiting)).toEqual([0, 1]);
    quota.release(1);
    expect([await quota.take(), await quota.take(), await quota.take()]).toEqual([2, 3, undefined]);
  });

  it('ends for everybody', async () => {
    const quota = new Quota(10);
    const waiting = quota.take();
    quota.end();
    expect([await waiting, await quota.take()]).toEqual([undefined, undefined]);
  });
});
