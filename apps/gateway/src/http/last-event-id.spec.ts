import { lastSeqOf, wantsStream } from './last-event-id';

describe('where a client goes on', () => {
  it.each([
    [{}, undefined, 0],
    [{}, 7, 7],
    [{ 'last-event-id': '3' }, 7, 3],
    [{ 'last-event-id': '' }, 7, 7],
    [{ 'last-event-id': '0' }, undefined, 0],
  ])('%j and ?after=%s: after %d', (headers, after, expected) => {
    expect(lastSeqOf(headers, after)).toBe(expected);
  });

  it.each(['-1', 'x', '1.5', '1234567890'])('is not %j', (id) => {
    expect(() => lastSeqOf({ 'last-event-id': id }, undefined)).toThrow('1 field is not valid.');
  });
});

describe('a client wants a stream', () => {
  it.each([
    ['text/event-stream', true],
    ['TEXT/EVENT-STREAM; q=1', true],
    ['application/json, text/event-stream', true],
    ['application/json', false],
    ['*/*', false],
    [undefined, false],
  ])('if it accepts %s: %s', (accept, expected) => {
    expect(wantsStream({ method: 'GET', headers: { accept } })).toBe(expected);
    expect(wantsStream({ method: 'HEAD', headers: { accept } })).toBe(false);
  });
});
