import type { Broadcast } from '../broadcast.port';
import { createMemoryBus } from '../memory/create-memory-bus';
import { MemoryBroker } from '../memory/memory-broker';
import type { BroadcastHarness } from './broadcast-harness';

/** The in-memory broadcast under the contract. */
export async function createMemoryBroadcastHarness(): Promise<BroadcastHarness> {
  const broker = new MemoryBroker();
  const opened: Broadcast[] = [];
  return {
    connect: async () => {
      const { broadcast } = createMemoryBus(broker);
      opened.push(broadcast);
      await broadcast.start();
      return broadcast;
    },
    cutConnections: async (broadcast) => broker.reconnect(broadcast),
    close: async () => {
      await Promise.all(opened.map((broadcast) => broadcast.stop()));
    },
  };
}
