import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

export interface BrokerPorts {
  readonly amqp: number;
  /** Used by a broker that has certificates. */
  readonly tls: number;
  readonly management: number;
  readonly prometheus: number;
  readonly distribution: number;
  readonly epmd: number;
}

/** Below the ports that systems hand out by themselves: a stopped broker finds its own again. */
const LOWEST = 15_000;
const HIGHEST = 32_000;

/** Ports of loopback that nobody uses at this moment. */
export async function brokerPorts(): Promise<BrokerPorts> {
  const found = new Set<number>();
  while (found.size < 6) {
    const port = randomInt(LOWEST, HIGHEST);
    if (await isFree(port)) found.add(port);
  }
  const [amqp = 0, tls = 0, management = 0, prometheus = 0, distribution = 0, epmd = 0] = found;
  return { amqp, tls, management, prometheus, distribution, epmd };
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
