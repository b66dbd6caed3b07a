import type { WorkBus } from '../work-bus.port';
import type { WorkBusHarness } from './work-bus-harness';

/** The harness of the running test; each test has a fresh one. */
export interface ContractContext {
  readonly harness: WorkBusHarness;
  connect(): Promise<WorkBus>;
}

/** Gives each test a harness of its own and closes it, whatever happened. */
export function useHarness(createHarness: () => Promise<WorkBusHarness>): ContractContext {
  let current: WorkBusHarness | undefined;
  const harness = (): WorkBusHarness => {
    if (current === undefined) throw new TypeError('No test is running.');
    return current;
  };
  beforeEach(async () => {
    current = await createHarness();
  });
  afterEach(async () => {
    await current?.close();
    current = undefined;
  });
  return {
    get harness() {
      return harness();
    },
    connect: () => harness().connect(),
  };
}
