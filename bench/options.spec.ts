import { BenchUsageError, readOptions } from './options';

describe('the options of the bench', () => {
  it('are everything on both buses unless something is said', () => {
    expect(readOptions([])).toEqual({ quick: false, buses: ['rabbitmq', 'postgres'], writeDocs: false });
  });

  it('are read as they are written', () => {
    const words = ['--quick', '--bus', 'postgres', '--only', 'drain', '--profile', '10', 'profiles', '--out', 'f.json'];
    expect(readOptions(words)).toEqual({
      quick: true,
      buses: ['postgres'],
      writeDocs: false,
      only: 'drain',
      out: 'f.json',
      profile: { seconds: 10, folder: 'profiles' },
    });
  });

  it.each([
    [['--bus', 'kafka']],
    [['--fast']],
    [['word']],
    [['--profile', '10']],
    [['--profile', 'ten', 'folder']],
    [['--profile', '10', 'folder', 'another']],
  ])('are refused with the usage when they cannot be run: %j', (words) => {
    expect(() => readOptions(words)).toThrow(BenchUsageError);
    expect(() => readOptions(words)).toThrow(/usage: npm run bench/);
  });
});
