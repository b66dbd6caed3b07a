import { freshVhost } from '../broker/fresh-vhost';
import type { VhostAccess } from '../broker/vhost-access';
import type { FreshDatabase } from '../database/fresh-database';
import { prepareBroker } from './prepare-broker';

type Env = Readonly<Record<string, string>>;
type Detour = (url: string) => string;

/** What carries the messages of an installation, and how its services find it. */
export interface InstallationBus {
  /** Absent on PostgreSQL. */
  readonly broker?: VhostAccess;
  trusted(role: 'gateway' | 'orchestrator'): Env;
  worker(team: string): Env;
  drop(): Promise<void>;
}

/** The bus that needs nothing but the database. */
export function postgresBus(database: FreshDatabase, through: Detour): InstallationBus {
  return {
    trusted: () => ({ BUS_DATABASE_URL: through(database.serviceUrl) }),
    worker: () => ({ BUS_DATABASE_URL: through(database.busUrl) }),
    drop: () => Promise.resolve(),
  };
}

/** A vhost with a user for every service and team. `drop` removes it, unless it was given. */
export async function rabbitBus(given: VhostAccess | undefined, through: Detour): Promise<InstallationBus> {
  if (given !== undefined) return overBroker(given, through, () => Promise.resolve());
  const fresh = await freshVhost();
  return overBroker(fresh, through, () => fresh.drop());
}

async function overBroker(broker: VhostAccess, through: Detour, drop: () => Promise<void>): Promise<InstallationBus> {
  await prepareBroker(broker);
  const env = (user: string) => ({ AMQP_URL: through(broker.urlOf(`cadre-${user}`)) });
  return { broker, trusted: env, worker: (team) => env(`worker-${team}`), drop };
}
