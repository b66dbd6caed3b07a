import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import { bindLightly } from './light-bind';

describe('a function that is bound lightly', () => {
  const original = AsyncResource.prototype.bind;
  beforeAll(() => bindLightly());
  afterAll(() => {
    AsyncResource.prototype.bind = original;
  });

  it('runs in the context in which its resource was made', () => {
    const storage = new AsyncLocalStorage<string>();
    const bound = storage.run('made here', () => new AsyncResource('test').bind(() => storage.getStore()));
    expect(storage.run('called here', bound)).toBe('made here');
  });

  it('passes on what it is called with, and what comes of it', () => {
    const sum = function (this: { start: number }, a: number, b: number): number {
      return this.start + a + b;
    };
    const bound = new AsyncResource('test').bind(sum);
    expect(bound.call({ start: 1 }, 2, 3)).toBe(6);
    expect(AsyncResource.bind(sum, 'test', { start: 10 }).call({ start: 1 }, 2, 3)).toBe(15);
  });

  it('lets errors through', () => {
    const bound = new AsyncResource('test').bind(() => {
      throw new RangeError('expected');
    });
    expect(bound).toThrow(RangeError);
  });
});
