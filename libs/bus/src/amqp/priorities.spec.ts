import { brokerPriority, MAX_PRIORITY } from './priorities';

describe('priorities at the broker', () => {
  it.each([
    [1, 9],
    [3, 6],
    [5, 3],
    [7, 0],
    [undefined, 3],
    [-3, 9],
    [1e9, 0],
  ])('%p is %p', (priority, broker) => {
    expect(brokerPriority(priority)).toBe(broker);
  });

  it('keep the order', () => {
    const all = Array.from({ length: 9 }, (_, index) => brokerPriority(index + 1));
    expect([...all].sort((a, b) => b - a)).toEqual(all);
    expect(Math.max(...all)).toBeLessThanOrEqual(MAX_PRIORITY);
  });
});
