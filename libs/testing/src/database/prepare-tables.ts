import { installBusSchema } from '@cadre/bus';
import { grantServiceRights, migrate } from '@cadre/persistence';
import { BUS_PASSWORD, BUS_ROLE, SERVICE_PASSWORD, SERVICE_ROLE } from './names';

/** The tables of an installation, its bus, and the logins of services and workers. */
export async function prepareTables(url: string): Promise<void> {
  await migrate(url);
  await installBusSchema(url, { role: BUS_ROLE, password: BUS_PASSWORD });
  await installBusSchema(url, { role: SERVICE_ROLE, password: SERVICE_PASSWORD });
  await grantServiceRights(url, SERVICE_ROLE);
}
