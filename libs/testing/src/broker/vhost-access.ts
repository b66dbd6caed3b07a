import { ALL, userDefinition, type Definitions, type Permissions } from './definitions';
import type { ManagementClient } from './management-client';

/** One vhost of a broker, and how to get into it. */
export interface VhostAccess {
  readonly vhost: string;
  /** With all rights in this vhost. */
  readonly url: string;
  readonly management: ManagementClient;
  /** Of every user that tests make here. */
  readonly password: string;
  /** The address for a user that tests made here. */
  urlOf(user: string): string;
  /** Makes a user with these rights in this vhost, all by default; answers its address. Again: with the new rights. */
  addUser(name: string, permissions?: Permissions): Promise<string>;
  /** Adds definitions, which may be of any vhost. */
  define(definitions: Definitions): Promise<void>;
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

/** A user with these rights in one vhost. */
export function userIn(
  { vhost, password }: Pick<VhostAccess, 'vhost' | 'password'>,
  name: string,
  permissions: Permissions = ALL,
): Definitions {
  return { users: [userDefinition(name, password)], permissions: [{ user: name, vhost, ...permissions }] };
}
