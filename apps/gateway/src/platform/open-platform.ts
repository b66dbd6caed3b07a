import { type Bus, createBus, createBusTelemetry } from '@cadre/bus';
import type { GatewayConfig } from '@cadre/config';
import { type KeyRing, loadKeys } from '@cadre/crypto';
import { createLogger, createMetrics, type Logger, type Metrics } from '@cadre/observability';
import { Database } from '@cadre/persistence';

/** What the gateway stands on. One per process; tests make several. */
export interface Platform {
  readonly config: GatewayConfig;
  readonly keys: KeyRing;
  readonly database: Database;
  readonly bus: Bus;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

const ROLE = 'gateway';
/** A client that waits must hear that the database is away before it gives up itself, usually after 30 s. */
const STATEMENT_TIMEOUT_MS = 10_000;

/** Reads the keys and prepares connections; nothing is connected yet. Throws KeysFileError or KeyMissingError. */
export function openPlatform(config: GatewayConfig, logger: Logger = loggerOf(config)): Platform {
  const { serviceName: service, shard, databaseUrl, databasePool, keysFile } = config;
  const { amqpUrl, amqpCaFile, busDatabaseUrl: url } = config;
  const metrics = createMetrics({ service, role: ROLE, shard });
  return {
    config,
    logger,
    metrics,
    keys: loadKeys(keysFile),
    database: new Database({
      ...{ url: databaseUrl, poolSize: databasePool, applicationName: service },
      statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    }),
    bus: createBus({
      ...{ amqpUrl, amqpCaFile, url, role: service, brokerRole: ROLE },
      telemetry: createBusTelemetry(metrics, logger),
    }),
  };
}

function loggerOf({ serviceName: service, logLevel: level, shard }: GatewayConfig): Logger {
  return createLogger({ service, role: ROLE, level, shard });
}
