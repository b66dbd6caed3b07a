import { installBusSchema } from '@cadre/bus';
import type { KeyRing } from '@cadre/crypto';
import { grantServiceRights } from '@cadre/persistence';
import { DatabaseAccessError } from '../lifecycle/errors';
import { loginOf, withOwnRole } from './role-login';

const WORKER_ROLE = 'cadre_bus';
const SERVICE_ROLE = 'cadre_app';
const INSUFFICIENT_PRIVILEGE = '42501';

/** Addresses that somebody decided on; their roles are made, or given these passwords. */
export interface GivenUrls {
  readonly appDatabaseUrl: string | undefined;
  readonly busDatabaseUrl: string | undefined;
}

/** What the services of an installation log in with. */
export interface DatabaseAccess {
  /** For gateways and orchestrators: reads and writes rows, and cannot change the schema. */
  readonly serviceUrl: string;
  /** For workers: a role with rights on schema `bus` alone. */
  readonly workerUrl: string;
}

/**
 * Installs schema `bus` and makes one login for the services and one for the workers. Only who migrates owns the tables:
 * what a service's login may do with them is declared table by table. Throws DatabaseAccessError.
 */
export async function prepareAccess(ownerUrl: string, ring: KeyRing, given: GivenUrls): Promise<DatabaseAccess> {
  const workerUrl = given.busDatabaseUrl ?? withOwnRole(ownerUrl, WORKER_ROLE, ring);
  const serviceUrl = given.appDatabaseUrl ?? withOwnRole(ownerUrl, SERVICE_ROLE, ring);
  try {
    await installBusSchema(ownerUrl, loginOf(workerUrl));
    await prepareServices(ownerUrl, serviceUrl);
  } catch (cause) {
    if ((cause as { code?: unknown }).code !== INSUFFICIENT_PRIVILEGE) throw cause;
    throw new DatabaseAccessError(
      'The database user may not create schema "bus" and the roles of the services: give it CREATE on the database and CREATEROLE, or let an administrator run this step',
      { cause },
    );
  }
  return { serviceUrl, workerUrl };
}

/** An owner that is also named for the services keeps the rights it has. */
async function prepareServices(ownerUrl: string, serviceUrl: string): Promise<void> {
  const login = loginOf(serviceUrl);
  if (login.role === loginOf(ownerUrl).role) return;
  await installBusSchema(ownerUrl, login);
  await grantServiceRights(ownerUrl, login.role);
}
