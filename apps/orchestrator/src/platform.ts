import { type Bus, createBus, createBusTelemetry } from '@cadre/bus';
import type { OrchestratorConfig } from '@cadre/config';
import { createLogger, createMetrics, type Logger } from '@cadre/observability';
import { Process } from './process/process.port';

/** What an orchestrator stands on. */
export interface Platform {
  readonly process: Process;
  readonly bus: Bus;
}

const ROLE = 'orchestrator';

/** Prepares it; nothing is connected yet. */
export function openPlatform(config: OrchestratorConfig, logger: Logger = loggerOf(config)): Platform {
  const { serviceName: service, shard, amqpUrl, busDatabaseUrl: url } = config;
  const metrics = createMetrics({ service, role: ROLE, shard });
  const bus = createBus({
    ...{ amqpUrl, url, role: service, brokerRole: ROLE },
    telemetry: createBusTelemetry(metrics, logger),
  });
  return { process: new Process(config, logger, metrics), bus };
}

function loggerOf({ serviceName: service, logLevel: level, shard }: OrchestratorConfig): Logger {
  return createLogger({ service, role: ROLE, level, shard });
}
