import { createBus } from '@cadre/bus';

/**
 * Makes sure that the broker a person named is there and takes our queues, before anything is started; waits for it a
 * little. Throws BusUnavailableError or TopologyMismatchError: one sentence, without credentials.
 */
export async function checkBroker(amqpUrl: string | undefined): Promise<void> {
  if (amqpUrl === undefined) return;
  const { work } = createBus({ amqpUrl, role: 'cadre-start', brokerRole: 'orchestrator' });
  try {
    await work.start();
  } finally {
    await work.stop();
  }
}
