import { installBusSchema, type BusRole } from '@cadre/bus';
import { createKeyedHash, type KeyRing } from '@cadre/crypto';
import { BusAccessError } from '../lifecycle/errors';

const ROLE = 'cadre_bus';
const OUR_DATABASE = 'cadre';
const INSUFFICIENT_PRIVILEGE = '42501';

/** What the services connect to for messages. */
export interface BusAccess {
  /** For workers: as a role with rights on schema `bus` alone. */
  readonly workerUrl: string;
}

/**
 * Installs schema `bus` and the role that workers log in with, and gives its address. The role's password follows from
 * the keys file, so that everybody who shares database and keys agrees on it without telling each other.
 */
export async function prepareBus(databaseUrl: string, ring: KeyRing, givenUrl?: string): Promise<BusAccess> {
  const workerUrl = givenUrl ?? withLogin(databaseUrl, deriveRole(databaseUrl, ring));
  try {
    await installBusSchema(databaseUrl, loginOf(workerUrl));
  } catch (cause) {
    if ((cause as { code?: unknown }).code !== INSUFFICIENT_PRIVILEGE) throw cause;
    throw new BusAccessError(
      'The database user may not create schema "bus" and its role: give it CREATE on the database and CREATEROLE, or let an administrator run this step',
      { cause },
    );
  }
  return { workerUrl };
}

/** Roles belong to the whole server: another installation in another database of it has another one. */
function deriveRole(databaseUrl: string, ring: KeyRing): BusRole {
  const database = decodeURIComponent(new URL(databaseUrl).pathname.slice(1));
  const role = database === OUR_DATABASE ? ROLE : `${ROLE}_${database}`.slice(0, 63);
  return { role, password: createKeyedHash(ring)('password of the bus role', role) };
}

function withLogin(databaseUrl: string, { role, password }: BusRole): string {
  const url = new URL(databaseUrl);
  url.username = encodeURIComponent(role);
  url.password = encodeURIComponent(password);
  return url.href;
}

function loginOf(url: string): BusRole {
  const { username, password } = new URL(url);
  return { role: decodeURIComponent(username), password: decodeURIComponent(password) };
}
