import { createServer } from 'node:net';
import { AddressUnusableError } from '../lifecycle/errors';

/** Makes sure that the API can listen there, before anything else is started. Throws AddressUnusableError. */
export async function checkAddress(host: string, port: number): Promise<void> {
  const failure = await tryListen(host, port);
  if (failure !== undefined) throw new AddressUnusableError(explain(failure, host, port));
}

function tryListen(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

function explain(code: string, host: string, port: number): string {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is in use by another program; stop it or set PORT to a free port`;
    case 'EACCES':
      return `This user may not listen on port ${port}; set PORT to one above 1023`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `This machine has no address ${host}; set HOST to one it has, such as 127.0.0.1 or 0.0.0.0`;
    default:
      return `The API cannot listen on ${host}:${port} (${code})`;
  }
}
