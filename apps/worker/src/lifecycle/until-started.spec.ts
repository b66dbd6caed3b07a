import { untilStarted } from './until-started';

describe('starting before what one needs is there', () => {
  const attempts = (...outcomes: (string | Error)[]) => {
    let next = 0;
    return async (): Promise<string> => {
      const outcome = outcomes[next++] ?? 'too often';
      if (outcome instanceof Error) throw outcome;
      return outcome;
    };
  };

  it('tries again while the failure may pass', async () => {
    await expect(untilStarted(attempts(new Error('away'), 'started'), () => true)).resolves.toBe('started');
  });

  it('gives up at once on what will not pass', async () => {
    await expect(untilStarted(attempts(new TypeError('broken'), 'started'), () => false)).rejects.toThrow('broken');
  });
});
