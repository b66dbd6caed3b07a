import { fairTurn } from './fair-turn';

describe('streams that read on and on', () => {
  it('let the event loop turn, all of them together', async () => {
    let isReading = true;
    let turns = 0;
    const turn = (): void => {
      turns += 1;
      if (isReading) setImmediate(turn);
    };
    setImmediate(turn);
    const read = async (): Promise<void> => {
      for (const end = performance.now() + 200; performance.now() < end;) {
        await Promise.resolve();
        const over = fairTurn();
        if (over !== undefined) await over;
      }
    };
    await Promise.all([read(), read(), read()]);
    isReading = false;
    expect(turns).toBeGreaterThan(2);
  });

  it('do not wait while there is time left', async () => {
    await new Promise((resolve) => setImmediate(resolve));
    expect(fairTurn()).toBeUndefined();
  });
});
