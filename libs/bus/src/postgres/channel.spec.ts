import { channelOf, fitsNotification } from './channel';

describe('channelOf', () => {
  it('is the name itself where that fits', () => {
    expect(channelOf('queue.of.a.team')).toBe('queue.of.a.team');
  });

  it('is short and different for long names', () => {
    const names = ['a', 'b'].map((end) => `${'ü'.repeat(60)}${end}`);
    const channels = names.map(channelOf);
    expect(new Set(channels).size).toBe(2);
    for (const channel of channels) expect(Buffer.byteLength(channel)).toBeLessThanOrEqual(63);
  });
});

describe('fitsNotification', () => {
  it('counts bytes, not characters', () => {
    expect(fitsNotification('x'.repeat(7_900))).toBe(true);
    expect(fitsNotification('ü'.repeat(4_000))).toBe(false);
    expect(fitsNotification('x'.repeat(7_901))).toBe(false);
  });
});
