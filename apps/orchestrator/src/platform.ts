import { type Bus, createBus, createBusTelemetry } from '@cadre/bus';
import type { OrchestratorConfig } from '@cadre/config';
import { createLogger, createMetrics, type Logger } from '@cadre/observability';
import { InstallationId } from './installation-id';
import { Process } from './process/process.port';

/** What an orchestrator stands on. */
export interface Platform {
  readonly process: Process;
  readonly bus: Bus;
  readonly installationId: InstallationId;
}

const ROLE = 'orchestrator';

/** Prepares it; nothing is connected yet. */
export function openPlatform(config: OrchestratorConfig, logger: Logger = loggerOf(config)): Platform {
  const { serviceName: service, shard, amqpUrl, amqpCaFile, busDatabaseUrl: url } = config;
  const metrics = createMetrics({ service, role: ROLE, shard });
  const installationId = new InstallationId();
  const bus = createBus({
    ...{ amqpUrl, amqpCaFile, url, role: service, brokerRole: ROLE },
    installationId: installationId.get,
    telemetry: createBusTelemetry(metrics, logger),
  });
  return { process: new Process(config, logger, metrics), bus, installationId };
}

function loggerOf({ serviceName: service, logLevel: level, shard }: OrchestratorConfig): Logger {
  return createLogger({ service, role: ROLE, level, shard });
}
