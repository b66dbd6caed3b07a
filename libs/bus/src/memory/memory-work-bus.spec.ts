import { createMemoryHarness } from '../testing/memory-harness';
import { workBusContract } from '../testing/work-bus.contract';

describe('the work bus in memory', () => workBusContract(createMemoryHarness));
