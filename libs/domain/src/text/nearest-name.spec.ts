import { nearestName, suggestion } from './nearest-name';

describe('the nearest name', () => {
  it.each([
    ['copywritter', ['editor', 'copywriter'], 'copywriter'],
    ['Blog', ['blog'], 'blog'],
    ['blgo', ['flag', 'blog'], 'blog'],
    ['lbog', ['blog'], 'blog'],
    ['xyz', ['blog', 'social'], undefined],
    ['a'.repeat(65), ['a'.repeat(64)], undefined],
  ])('of %s among %j is %s', (name, candidates, nearest) => {
    expect(nearestName(name, candidates)).toBe(nearest);
  });

  it('is put as a question, and silence when nothing is near', () => {
    expect(suggestion('topik', ['topic'])).toBe(' (did you mean "topic"?)');
    expect(suggestion('topik', ['audience'])).toBe('');
  });
});
