import { createMemoryBus } from '../memory/create-memory-bus';
import { MemoryBroker } from '../memory/memory-broker';
import type { WorkBus } from '../work-bus.port';
import type { WorkBusHarness } from './work-bus-harness';

/** The in-memory adapter under the contract. */
export async function createMemoryHarness(): Promise<WorkBusHarness> {
  const broker = new MemoryBroker(50);
  const buses: WorkBus[] = [];
  const create = async (): Promise<WorkBus> => {
    const { work } = createMemoryBus(broker);
    buses.push(work);
    return work;
  };
  return {
    create,
    connect: async () => {
      const work = await create();
      await work.start();
      return work;
    },
    crash: async (bus) => broker.disconnect(bus),
    cutConnections: async (bus) => broker.reconnect(bus),
    outage: async () => {
      broker.startOutage();
      return async () => broker.endOutage();
    },
    publishRaw: async (queue, body) => broker.publish(queue, [{ priority: 5, body, replyTo: null, ttlMs: null }]),
    purge: async (queue) => broker.queue(queue).purge(),
    deadMessages: async (queue) => broker.dead.filter((message) => message.queue === queue),
    close: async () => {
      await Promise.all(buses.map((bus) => bus.stop()));
      broker.close();
    },
  };
}
