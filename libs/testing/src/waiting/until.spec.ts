import { until } from './until';

describe('until', () => {
  it('gives what the condition gives, as soon as it gives something', async () => {
    let looks = 0;
    expect(await until(() => (looks++ < 3 ? null : 'there'))).toBe('there');
    expect(looks).toBe(4);
  });

  it('waits through errors', async () => {
    let looks = 0;
    const flaky = () => (looks++ < 2 ? Promise.reject(new TypeError('not yet')) : Promise.resolve(7));
    expect(await until(flaky)).toBe(7);
  });

  it('says what it saw last when time is up', async () => {
    await expect(until(() => 0, { timeoutMs: 20 })).rejects.toThrow('within 20 ms; last seen: 0');
    const broken = () => Promise.reject(new TypeError('broken'));
    await expect(until(broken, { timeoutMs: 20 })).rejects.toThrow('last seen: TypeError: broken');
  });
});
