import { permanentFailure } from './agent-failure';
import { normalizeFailure } from './normalize-failure';

describe('whatever an agent throws', () => {
  it('is kept when it is classified', () => {
    const failure = permanentFailure('HTTP_ERROR', 'no');
    expect(normalizeFailure(failure)).toBe(failure);
  });

  it.each([
    [new TypeError('x is not a function'), 'x is not a function'],
    [new RangeError(''), 'RangeError'],
    ['a plain text', 'a plain text'],
    [{ reason: 7 }, '{"reason":7}'],
    [undefined, 'undefined'],
    [Object.assign(Object.create(null) as object, { self: 1n }), 'an error that cannot be shown'],
  ])('is transient when nobody classified it: %p', (thrown, message) => {
    expect(normalizeFailure(thrown)).toMatchObject({ code: 'AGENT_ERROR', errorClass: 'transient', message });
  });

  it('keeps the stack of what was thrown', () => {
    const thrown = new TypeError('x');
    expect(normalizeFailure(thrown).stack).toBe(thrown.stack);
  });
});
