import { CountedInstallation, type Cost } from './counted-installation';

const TASKS = 1_000;
const PATIENCE = 240_000;

/** Counted, not timed: about the same on every machine, however busy. */
describe('what a task costs, counted', () => {
  let counted: CountedInstallation;
  let alone: Cost;

  beforeAll(async () => {
    counted = await CountedInstallation.start();
    alone = await counted.drain(TASKS);
  }, PATIENCE);
  afterAll(() => counted.close(), PATIENCE);

  it('is its share of statements that serve many tasks at once', () => {
    expect(alone.statementsPerTask).toBeLessThan(1.5);
  });

  it('is few statements for each commit', () => {
    expect(alone.statementsPerCommit).toBeLessThan(7);
  });

  it('is one message to the worker, and its share of messages that carry many claims or reports', () => {
    expect(alone.messagesPerTask).toBeGreaterThanOrEqual(1);
    expect(alone.messagesPerTask).toBeLessThan(1.5);
  });

  it(
    'does not grow with a hundred thousand tasks that wait behind it',
    async () => {
      const among = await counted.drain(TASKS, 100_000);
      expect(among.statementsPerTask).toBeLessThan(1.5);
      expect(among.pagesPerLook / alone.pagesPerLook).toBeLessThan(3);
      expect(among.pagesPerTask / alone.pagesPerTask).toBeLessThan(2);
    },
    PATIENCE,
  );
});
