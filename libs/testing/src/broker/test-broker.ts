import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PrivateBroker } from './private-broker';

/**
 * The program that keeps the broker a test run shares: started with the first request, whichever process asks, and ended
 * with whoever started this program: when its standard input closes.
 */
function main(): void {
  let broker: Promise<PrivateBroker> | undefined;
  const keeper = createServer((_, answer) => {
    broker ??= PrivateBroker.start();
    broker.then(
      ({ port, managementPort, password }) => answer.end(JSON.stringify({ port, managementPort, password })),
      (error: unknown) => answer.writeHead(500).end(String(error)),
    );
  });
  const end = async () => {
    await broker?.then(
      (started) => started.close(),
      () => undefined,
    );
    process.exit(0);
  };
  process.stdin.resume().on('end', () => void end());
  process.on('SIGTERM', () => void end()).on('SIGINT', () => void end());
  keeper.listen(0, '127.0.0.1', () => {
    const { port } = keeper.address() as AddressInfo;
    process.stdout.write(`${JSON.stringify({ keeper: `http://127.0.0.1:${port}` })}\n`);
  });
}

main();
