import type { Bus } from '../bus';
import { MemoryBroadcast } from './memory-broadcast';
import { MemoryBroker } from './memory-broker';
import { MemoryWorkBus } from './memory-work-bus';

/** A bus without a server. Give several the same broker, and they are several processes of one installation. */
export function createMemoryBus(broker: MemoryBroker = new MemoryBroker()): Bus {
  return { work: new MemoryWorkBus(broker), broadcast: new MemoryBroadcast(broker) };
}
