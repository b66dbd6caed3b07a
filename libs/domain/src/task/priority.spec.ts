import { priorityName, PRIORITIES, PRIORITY_NAMES } from './priority';

describe('priorityName', () => {
  it.each(PRIORITY_NAMES)('gives %s back for its own number', (name) => {
    expect(priorityName(PRIORITIES[name])).toBe(name);
  });

  it.each([
    [0, 'critical'],
    [2, 'critical'],
    [4, 'high'],
    [6, 'normal'],
    [8, 'low'],
    [9, 'low'],
  ])('shows %d as %s', (value, name) => {
    expect(priorityName(value)).toBe(name);
  });

  it('orders the names from most to least urgent', () => {
    expect([...PRIORITY_NAMES].sort((a, b) => PRIORITIES[a] - PRIORITIES[b])).toEqual(PRIORITY_NAMES);
  });
});
