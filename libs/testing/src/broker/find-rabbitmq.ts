import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Where packages put the scripts themselves; what they put on the PATH are often wrappers that insist on root. */
const FOLDERS = ['/usr/lib/rabbitmq/bin', '/opt/rabbitmq/sbin', '/opt/homebrew/opt/rabbitmq/sbin', '/usr/local/sbin'];

/** The folder with `rabbitmq-server` and `rabbitmqctl`; RABBITMQ_SCRIPTS names another one than the usual. */
export function rabbitmqScripts(): string | undefined {
  const named = process.env['RABBITMQ_SCRIPTS'];
  const folders = named === undefined ? FOLDERS : [named];
  return folders.find((folder) => existsSync(join(folder, 'rabbitmq-server')));
}

/** True when this machine has a RabbitMQ that tests can start. */
export function rabbitmqInstalled(): boolean {
  return rabbitmqScripts() !== undefined;
}

/** There is no RabbitMQ on this machine. */
export class RabbitMqMissingError extends Error {
  readonly code = 'RABBITMQ_MISSING';

  constructor() {
    super(`RabbitMQ is not installed on this machine (Debian, Ubuntu: ${HOW_TO_INSTALL})`);
    this.name = new.target.name;
  }
}

export const HOW_TO_INSTALL = 'apt-get install --no-install-recommends rabbitmq-server';
