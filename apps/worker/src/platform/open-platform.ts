import { hostname } from 'node:os';
import { createBus, createBusTelemetry, type Bus } from '@cadre/bus';
import type { WorkerConfig } from '@cadre/config';
import { BusCipher, loadBusKey } from '@cadre/crypto';
import { createLogger, createMetrics, type Logger, type Metrics } from '@cadre/observability';
import { productVersion } from './product-version';

/** What a worker stands on. One per process; tests make several. */
export interface Platform {
  readonly config: WorkerConfig;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly bus: Bus;
  readonly cipher: BusCipher;
  readonly host: string;
  readonly version: string;
  /** The worker's own variables; a sandbox hands in those its profile allows. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const ROLE = 'worker';

/** Reads the team's key and prepares the bus; nothing is connected yet. Throws KeysFileError. */
export function openPlatform(config: WorkerConfig, environment: Platform['environment']): Platform {
  const { serviceName: service, logLevel: level, shard, team, busKeyFile } = config;
  const { amqpUrl, amqpCaFile, busDatabaseUrl: url } = config;
  const logger = createLogger({ service, role: ROLE, level, shard }).child({ team });
  const metrics = createMetrics({ service, role: ROLE, shard });
  const cipher = new BusCipher(team, loadBusKey(busKeyFile, team));
  const bus = createBus({
    ...{ amqpUrl, amqpCaFile, url, role: service, brokerRole: ROLE },
    telemetry: createBusTelemetry(metrics, logger),
  });
  return { config, logger, metrics, bus, cipher, environment, host: hostname(), version: productVersion() };
}
