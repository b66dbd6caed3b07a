import { createLogger } from '@cadre/observability';
import { Outages } from './outages';
import { untilReachable } from './until-reachable';

const outages = new Outages(createLogger({ service: 't', role: 't', level: 'silent' }));
const away = Object.assign(new TypeError('gone'), { code: 'BUS_UNAVAILABLE' });

describe('waiting until something is reachable', () => {
  it('tries again while it is away', async () => {
    let attempts = 0;
    const attempt = () => (++attempts < 3 ? Promise.reject(away) : Promise.resolve());
    await expect(untilReachable('bus', attempt, outages, new AbortController().signal)).resolves.toBe(true);
    expect(attempts).toBe(3);
  });

  it('throws what is no outage', async () => {
    const attempt = () => Promise.reject(new TypeError('bug'));
    await expect(untilReachable('bus', attempt, outages, new AbortController().signal)).rejects.toThrow('bug');
  });

  it('gives up at once when it is told to', async () => {
    const stopping = new AbortController();
    const waiting = untilReachable('bus', () => Promise.reject(away), outages, stopping.signal);
    stopping.abort();
    await expect(waiting).resolves.toBe(false);
  });
});
