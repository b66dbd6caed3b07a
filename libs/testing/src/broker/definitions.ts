import { createHash, randomBytes } from 'node:crypto';

/** Rights of a user in a vhost: regular expressions over names of exchanges and queues. */
export interface Permissions {
  readonly configure: string;
  readonly write: string;
  readonly read: string;
}

interface BrokerUser {
  readonly name: string;
  readonly password_hash: string;
  readonly hashing_algorithm: 'rabbit_password_hashing_sha256';
  readonly tags: readonly string[];
}

/** What the management API imports and exports; further keys pass as they are. */
export interface Definitions {
  readonly users?: readonly BrokerUser[];
  readonly vhosts?: readonly { readonly name: string }[];
  readonly permissions?: readonly ({ readonly user: string; readonly vhost: string } & Permissions)[];
  readonly [kind: string]: unknown;
}

export const ALL: Permissions = { configure: '.*', write: '.*', read: '.*' };

/** A user as definitions hold it: the password salted and hashed the broker's way. */
export function userDefinition(name: string, password: string, tags: readonly string[] = []): BrokerUser {
  const salt = randomBytes(4);
  const hash = createHash('sha256').update(salt).update(password).digest();
  const password_hash = Buffer.concat([salt, hash]).toString('base64');
  return { name, password_hash, hashing_algorithm: 'rabbit_password_hashing_sha256', tags };
}

/** All of these, one after another: the broker lets a later one replace an earlier one of the same name. */
export function together(...several: readonly Definitions[]): Definitions {
  const kinds = new Set(several.flatMap((each) => Object.keys(each)));
  const all = (kind: string) => several.flatMap((each) => each[kind] ?? []);
  return Object.fromEntries([...kinds].map((kind) => [kind, all(kind)]));
}
