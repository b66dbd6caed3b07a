import { BusUnavailableError, createBus } from '@cadre/bus';
import type { LauncherConfig } from '@cadre/config';

type BrokerAccess = Pick<LauncherConfig, 'amqpUrl' | 'amqpCaFile'>;

/**
 * Makes sure that the broker a person named is there and takes our queues, before anything is started; waits for it a
 * little. Throws BusUnavailableError, TopologyMismatchError or ConfigError: one sentence, without credentials.
 */
export async function checkBroker({ amqpUrl, amqpCaFile }: BrokerAccess): Promise<void> {
  if (amqpUrl === undefined) return;
  const { work } = createBus({ amqpUrl, amqpCaFile, role: 'cadre-start', brokerRole: 'orchestrator' });
  try {
    await work.start().catch((error: unknown) => {
      // One that is only just starting, or busy, gets a second while.
      if (error instanceof BusUnavailableError) return work.start();
      throw error;
    });
  } finally {
    await work.stop();
  }
}
