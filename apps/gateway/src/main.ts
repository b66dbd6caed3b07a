import { ConfigError, gatewayConfig } from '@cadre/config';
import { startTracing } from '@cadre/observability';
import { Gateway } from './gateway';
import { bindLightly } from './http/light-bind';
import { openPlatform } from './platform/open-platform';

const EXIT_FAILURE = 1;
/** EX_CONFIG of sysexits.h: no restart will help. */
const EXIT_CONFIG = 78;
/** After the grace period: audit entries and traces go out. */
const LAST_WORDS_MS = 5_000;

async function main(): Promise<void> {
  const config = gatewayConfig();
  bindLightly();
  const tracing = await startTracing({
    service: config.serviceName,
    shard: config.shard,
    endpoint: config.otlpEndpoint,
  });
  const platform = openPlatform(config);
  const gateway = await Gateway.create(platform);
  const stop = (signal: string): void => {
    platform.logger.info({ signal }, 'stopping');
    // Whatever hangs after the connections are cut holds nothing that is not kept elsewhere.
    setTimeout(() => process.exit(0), config.shutdownGraceSeconds * 1_000 + LAST_WORDS_MS).unref();
    void gateway
      .stop()
      .then(() => tracing.stop())
      .then(() => process.exit(0), fail);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop(signal));
  // The process that started this one is gone.
  process.once('disconnect', () => stop('disconnect'));
  const started = await gateway.start();
  if (started === null) return;
  const { port } = started;
  platform.logger.info({ host: config.host, port }, 'ready');
  process.send?.({ ready: true, port });
}

function fail(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`cadre-gateway: ${message}\n`);
  process.exit(error instanceof ConfigError ? EXIT_CONFIG : EXIT_FAILURE);
}

main().catch(fail);
