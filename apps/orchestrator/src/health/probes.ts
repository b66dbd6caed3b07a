import type { WorkBus } from '@cadre/bus';
import { type ProbeServer, startProbeServer } from '@cadre/observability';
import type { Database } from '@cadre/persistence';
import type { Process } from '../process/process.port';
import { declarePoolMetrics } from './pool.metrics';

/** Probes and metrics: ready means that both the database and the bus answer. */
export function startProbes({ config, metrics }: Process, db: Database, bus: WorkBus): Promise<ProbeServer> {
  declarePoolMetrics(metrics, db);
  const checks = {
    database: () => db.ping().then(() => true),
    bus: () => bus.health().connected,
  };
  return startProbeServer({ port: config.metricsPort, host: config.metricsHost, checks, metrics });
}
