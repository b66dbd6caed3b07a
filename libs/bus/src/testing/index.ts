export { workBusContract } from './work-bus.contract';
export type { WorkBusHarness } from './work-bus-harness';
