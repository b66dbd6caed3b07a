import { readAddress } from './amqp/address';
import { readAuthorities } from './amqp/authorities';
import { createAmqpBus } from './amqp/create-amqp-bus';
import type { BrokerRole } from './amqp/topology/broker-permissions';
import type { Bus } from './bus';
import { BusUnavailableError } from './errors';
import { createPgBus } from './postgres/create-pg-bus';
import { SILENT, type BusTelemetry } from './telemetry/bus-telemetry';

export interface BusOptions {
  /** AMQP_URL; when it is set RabbitMQ is the bus. */
  readonly amqpUrl?: string | undefined;
  /** AMQP_CA_FILE; for amqps:// the authorities to trust instead of those that Node.js knows. */
  readonly amqpCaFile?: string | undefined;
  /** BUS_DATABASE_URL */
  readonly url?: string | undefined;
  /** The process as it is shown in pg_stat_activity, RabbitMQ's management UI and the logs. */
  readonly role?: string;
  /** What it may declare at RabbitMQ: an orchestrator everything, the others what is theirs alone. */
  readonly brokerRole?: BrokerRole;
  /** Whose queues an orchestrator declares at RabbitMQ; undefined while it is not known. */
  readonly installationId?: () => string | undefined;
  readonly telemetry?: BusTelemetry;
}

/** The bus of one process. Nothing is connected until its ports are started. Throws BusUnavailableError without a URL, ConfigError. */
export function createBus(options: BusOptions): Bus {
  const {
    amqpUrl,
    amqpCaFile,
    url,
    role: applicationName = 'cadre',
    brokerRole: role = 'orchestrator',
    telemetry = SILENT,
    installationId = () => undefined,
  } = options;
  if (amqpUrl !== undefined) {
    const address = readAddress(amqpUrl, amqpCaFile === undefined ? undefined : readAuthorities(amqpCaFile));
    return createAmqpBus({ address, role, applicationName, telemetry, installationId });
  }
  if (url === undefined)
    throw new BusUnavailableError('There is no bus: neither AMQP_URL nor BUS_DATABASE_URL is set.');
  return createPgBus({ url, applicationName, telemetry });
}
