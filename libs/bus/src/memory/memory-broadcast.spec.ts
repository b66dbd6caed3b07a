import { broadcastContract } from '../testing/broadcast.contract';
import { createMemoryBroadcastHarness } from '../testing/memory-broadcast-harness';

describe('the broadcast in memory', () => broadcastContract(createMemoryBroadcastHarness));
