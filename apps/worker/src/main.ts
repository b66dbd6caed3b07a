import { ConfigError, inheritedEnvironment, workerConfig, type WorkerConfig } from '@cadre/config';
import { startTracing } from '@cadre/observability';
import { StopRequests } from './lifecycle/stop-requests';
import { untilStarted } from './lifecycle/until-started';
import { openPlatform, type Platform } from './platform/open-platform';
import { Worker } from './worker';

const EXIT_FAILURE = 1;
/** EX_CONFIG of sysexits.h: no restart will help. */
const EXIT_CONFIG = 78;
/** An operator's drain may take as long as the work does. */
const NO_HURRY_MS = 7 * 86_400_000;

async function main(): Promise<void> {
  const config = workerConfig();
  const { serviceName: service, shard, otlpEndpoint: endpoint } = config;
  const tracing = await startTracing({ service, shard, endpoint });
  const { worker, platform } = await untilStarted(() => startWorker(config), isWorthWaiting);
  stopOnRequest(worker, platform, () => tracing.stop());
  surviveAgents(worker, platform);
  process.send?.({ ready: true, port: worker.probePort });
}

async function startWorker(config: WorkerConfig): Promise<{ worker: Worker; platform: Platform }> {
  const platform = openPlatform(config, inheritedEnvironment());
  const worker = await Worker.create(platform);
  try {
    await worker.start();
  } catch (error) {
    platform.logger.warn({ err: error }, 'start failed');
    await worker.abandon();
    throw error;
  }
  return { worker, platform };
}

/** The broker may come up later than the worker, or still hold the inbox of the worker's predecessor. */
function isWorthWaiting(error: unknown): boolean {
  return ['BUS_UNAVAILABLE', 'BUS_INBOX'].includes((error as { code?: string }).code ?? '');
}

function stopOnRequest(worker: Worker, { config, logger }: Platform, closeTracing: () => Promise<void>): void {
  const graceMs = config.graceSeconds * 1000;
  const end = (stopped: Promise<void>): void => void stopped.then(closeTracing).then(() => process.exit(0), fail);
  const requests = new StopRequests(worker, logger, end);
  process.once('SIGTERM', () => {
    // A second one means: now.
    process.on('SIGTERM', () => worker.hurry());
    requests.ask('SIGTERM', graceMs);
  });
  // A terminal sends Ctrl-C to everybody; who was started by another process waits for that one's word.
  process.on('SIGINT', () => process.send === undefined && requests.ask('SIGINT', graceMs));
  // The process that started this one is gone.
  process.once('disconnect', () => requests.ask('disconnect', graceMs));
  worker.onDrainWanted(() => requests.ask('drain', NO_HURRY_MS));
}

/** What an agent left running may throw when nobody listens any more: its attempt fails, not the worker. */
function surviveAgents(worker: Worker, { logger }: Platform): void {
  const survive = (error: unknown): void => {
    if (worker.crashAttempt(error)) return;
    logger.fatal({ err: error }, 'an error nobody caught');
    process.exit(EXIT_FAILURE);
  };
  process.on('uncaughtException', survive);
  process.on('unhandledRejection', survive);
}

function fail(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`cadre-worker: ${message}\n`);
  process.exit(error instanceof ConfigError ? EXIT_CONFIG : EXIT_FAILURE);
}

main().catch(fail);
