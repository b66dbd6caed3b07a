import { uuidv7, uuidv7Bound, uuidv7Time } from './uuid-v7';

describe('uuidv7', () => {
  it('has the version and variant of RFC 9562', () => {
    expect(uuidv7()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('gives ids that rise, thousands of them within one millisecond', () => {
    jest.useFakeTimers({ now: 1_700_000_000_000 });
    const ids = Array.from({ length: 20_000 }, () => uuidv7());
    jest.useRealTimers();
    expect(ids).toEqual([...ids].sort());
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('goes on rising when the clock steps back', () => {
    jest.useFakeTimers({ now: 1_900_000_000_000 });
    const before = uuidv7();
    jest.setSystemTime(1_800_000_000_000);
    const after = uuidv7();
    jest.useRealTimers();
    expect(after > before).toBe(true);
  });

  it('carries a time it was given', () => {
    expect(uuidv7Time(uuidv7(1_234_567_890_123))).toBe(1_234_567_890_123);
  });

  it('stands between the bounds of its millisecond', () => {
    const id = uuidv7(1_234_567_890_123);
    expect(id > uuidv7Bound(1_234_567_890_123)).toBe(true);
    expect(id < uuidv7Bound(1_234_567_890_124)).toBe(true);
  });
});
