import { CountedInstallation } from './counted-installation';
import { costPerTask } from './counted-runs';

/** How many elements the long list has; the short one has a hundred. */
const ELEMENTS = Number(process.env['MAP_ELEMENTS'] ?? 2_000);
const SHORT_CHAIN = 25;
const LONG_CHAIN = 250;
const PATIENCE = 300_000;

const echo = { agent_id: 'echo', parameters: { message: 'x' } };

function chain(length: number): object {
  return { name: 'chain', steps: Array.from({ length }, (_, place) => ({ step_id: `s${place}`, ...echo })) };
}

function map(length: number): object {
  const items = Array.from({ length }, (_, index) => index);
  return { name: 'map', steps: [{ step_id: 'm', type: 'map', items, task: echo }] };
}

/** Counted, not timed: about the same on every machine, however busy. */
describe('what a step of a workflow costs, counted', () => {
  let counted: CountedInstallation;
  beforeAll(async () => {
    counted = await CountedInstallation.start();
    await costPerTask(counted, chain(5), 5);
  }, PATIENCE);
  afterAll(() => counted.close(), PATIENCE);

  it(
    'does not grow with the steps that its run has besides',
    async () => {
      const short = await costPerTask(counted, chain(SHORT_CHAIN), SHORT_CHAIN);
      const long = await costPerTask(counted, chain(LONG_CHAIN), LONG_CHAIN);
      expect(long.rows / short.rows).toBeLessThan(1.5);
      expect(long.statements / short.statements).toBeLessThan(1.5);
      expect(long.pages / short.pages).toBeLessThan(1.5);
    },
    PATIENCE,
  );

  it(
    `is for one of ${ELEMENTS} elements what it is for one of a hundred`,
    async () => {
      const few = await costPerTask(counted, map(100), 100);
      const many = await costPerTask(counted, map(ELEMENTS), ELEMENTS);
      expect(many.rows / few.rows).toBeLessThan(1.5);
      expect(many.statements / few.statements).toBeLessThan(1.5);
      expect(many.pages / few.pages).toBeLessThan(1.5);
    },
    PATIENCE,
  );
});
