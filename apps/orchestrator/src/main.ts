import { TopologyMismatchError } from '@cadre/bus';
import { ConfigError, orchestratorConfig } from '@cadre/config';
import { startTracing } from '@cadre/observability';
import { Orchestrator } from './orchestrator';
import { openPlatform } from './platform';

const EXIT_FAILURE = 1;
/** EX_CONFIG of sysexits.h: no restart will help. */
const EXIT_CONFIG = 78;

async function main(): Promise<void> {
  const config = orchestratorConfig();
  const { serviceName: service, shard, otlpEndpoint: endpoint } = config;
  const tracing = await startTracing({ service, shard, endpoint });
  const platform = openPlatform(config);
  const { logger } = platform.process;
  const orchestrator = await Orchestrator.create(platform);
  const stop = (signal: string): void => {
    logger.info({ signal }, 'stopping');
    // What does not settle in time is settled by others: leases and messages outlive this process.
    setTimeout(() => process.exit(0), config.shutdownGraceSeconds * 1000).unref();
    void orchestrator
      .stop()
      .then(() => tracing.stop())
      .then(() => process.exit(0), fail);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop(signal));
  // The process that started this one is gone.
  process.once('disconnect', () => stop('disconnect'));
  await orchestrator.start();
  logger.info({ orchestrator_id: config.orchestratorId, port: orchestrator.probePort }, 'ready');
  process.send?.({ ready: true, port: orchestrator.probePort });
}

function fail(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`cadre-orchestrator: ${message}\n`);
  process.exit(needsPerson(error) ? EXIT_CONFIG : EXIT_FAILURE);
}

function needsPerson(error: unknown): boolean {
  return error instanceof ConfigError || error instanceof TopologyMismatchError;
}

main().catch(fail);
