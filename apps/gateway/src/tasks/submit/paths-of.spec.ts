import { pathsOf } from './paths-of';

describe('the places of a text in a value', () => {
  it.each([
    ['x', ['']],
    [{ a: 'x', b: ['y', 'X'] }, ['/a', '/b/1']],
    [{ 'a/b': { '~': 'x' } }, ['/a~1b/~0']],
    [null, []],
    [7, []],
    [{ x: 'y' }, []],
  ])('in %j are %j', (value, paths) => {
    expect(pathsOf(value, 'x')).toEqual(paths);
  });
});
