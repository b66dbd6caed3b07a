import type { Permissions } from './definitions';
import type { ManagementClient } from './management-client';

/** One vhost of a broker, and how to get into it. */
export interface VhostAccess {
  readonly vhost: string;
  /** With all rights in this vhost. */
  readonly url: string;
  readonly management: ManagementClient;
  /** Makes a user with these rights in this vhost, all by default; answers its address. Again: with the new rights. */
  addUser(name: string, permissions?: Permissions): Promise<string>;
}

export interface AmqpAddress {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly vhost: string;
}

export function amqpUrl({ port, user, password, vhost }: AmqpAddress): string {
  return `amqp://${encodeURIComponent(user)}:${encodeURIComponent(password)}@127.0.0.1:${port}/${encodeURIComponent(vhost)}`;
}
