import { readTimes } from './task-times';

const NOW = Date.UTC(2026, 0, 1);
const at = (seconds: number) => new Date(NOW + seconds * 1000).toISOString();

describe('the times of a submission', () => {
  it.each([
    ['none', {}, { executeAt: null, expiresAt: null, ttlSeconds: null }],
    ['a start', { execute_at: at(60) }, { executeAt: new Date(NOW + 60_000), expiresAt: null, ttlSeconds: null }],
    [
      'a start in the past',
      { execute_at: at(-60) },
      { executeAt: new Date(NOW - 60_000), expiresAt: null, ttlSeconds: null },
    ],
    ['an expiry', { expires_at: at(60) }, { executeAt: null, expiresAt: new Date(NOW + 60_000), ttlSeconds: null }],
    ['a lifetime', { ttl_seconds: 60 }, { executeAt: null, expiresAt: null, ttlSeconds: 60 }],
    [
      'a start and a lifetime beyond it',
      { execute_at: at(60), ttl_seconds: 61 },
      { executeAt: new Date(NOW + 60_000), expiresAt: null, ttlSeconds: 61 },
    ],
  ])('may be %s', (_name, fields, times) => {
    expect(readTimes(fields, NOW)).toEqual(times);
  });

  it.each([
    ['a start in two years', { execute_at: at(2 * 366 * 86_400) }, '/execute_at'],
    ['an expiry now', { expires_at: at(0) }, '/expires_at'],
    ['an expiry at the start', { execute_at: at(60), expires_at: at(60) }, '/expires_at'],
    ['an expiry and a lifetime', { expires_at: at(60), ttl_seconds: 60 }, '/ttl_seconds'],
    ['a lifetime that ends before the start', { execute_at: at(60), ttl_seconds: 60 }, '/ttl_seconds'],
  ])('may not be %s', (_name, fields, path) => {
    expect(readTimes(fields, NOW)).toEqual([{ path, message: expect.any(String) }]);
  });
});
