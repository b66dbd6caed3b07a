import { consumerContract } from './consumer.contract';
import { inboxContract } from './inbox.contract';
import { outageContract } from './outage.contract';
import { poisonContract } from './poison.contract';
import { queueContract } from './queue.contract';
import type { WorkBusHarness } from './work-bus-harness';

/** Everything an adapter of the work port must pass. Each test gets a harness with an empty broker. */
export function workBusContract(createHarness: () => Promise<WorkBusHarness>): void {
  describe('queues', () => queueContract(createHarness));
  describe('consumers', () => consumerContract(createHarness));
  describe('poison', () => poisonContract(createHarness));
  describe('inboxes', () => inboxContract(createHarness));
  describe('outages', () => outageContract(createHarness));
}
