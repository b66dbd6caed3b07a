import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { NestLogger, ProbeState } from '@cadre/observability';
import { AppModule } from './app.module';
import { ApiDocument } from './docs/api-document';
import { createHttpApp } from './http/create-http-app';
import { closeGracefully } from './lifecycle/close-gracefully';
import { untilReachable } from './lifecycle/until-reachable';
import type { Platform } from './platform/open-platform';

/** The port the API should listen on is taken, or the address is not this machine's. */
export class ListenError extends Error {
  readonly code = 'LISTEN_FAILED';

  constructor(host: string, port: number, cause: NodeJS.ErrnoException) {
    const why = cause.code === 'EADDRINUSE' ? 'the port is in use' : `it is refused (${cause.code ?? cause.message})`;
    super(`The API cannot listen on ${host}:${port}: ${why}.`, { cause });
    this.name = 'ListenError';
  }
}

/** The running gateway of one process. */
export class Gateway {
  private readonly stopping = new AbortController();
  private stopped: Promise<void> | undefined;

  private constructor(
    private readonly app: NestFastifyApplication,
    private readonly platform: Platform,
  ) {}

  /** Builds the application; nothing listens yet. */
  static async create(platform: Platform): Promise<Gateway> {
    const { config, logger } = platform;
    const app = await createHttpApp(AppModule.forRoot(platform), {
      trustedProxies: config.trustedProxies,
      corsOrigins: config.corsOrigins,
      logger: new NestLogger(logger),
    });
    await app.init();
    app.get(ApiDocument).describe(app);
    return new Gateway(app, platform);
  }

  /**
   * Listens at once; is ready, and resolves, when the database answers. Null when it was stopped before. Throws
   * ListenError.
   */
  async start(): Promise<{ readonly port: number } | null> {
    const { host, port } = this.platform.config;
    await this.app.listen(port, host).catch((cause: NodeJS.ErrnoException) => {
      throw new ListenError(host, port, cause);
    });
    const listening = this.app.getHttpServer().address() as AddressInfo;
    await this.untilDatabase();
    if (this.stopping.signal.aborted) return null;
    this.app.get(ProbeState).markStarted();
    return { port: listening.port };
  }

  /** Says that it is not ready any more, lets requests under way finish, closes everything. Idempotent. */
  stop(): Promise<void> {
    this.stopped ??= this.close();
    return this.stopped;
  }

  /** The Nest application, for tests that ask it without a network. */
  get http(): NestFastifyApplication {
    return this.app;
  }

  private async close(): Promise<void> {
    this.stopping.abort();
    this.app.get(ProbeState).markStopping();
    const graceMs = this.platform.config.shutdownGraceSeconds * 1_000;
    await closeGracefully(this.app.getHttpServer(), () => this.app.close(), graceMs);
    await this.platform.database.close();
  }

  private untilDatabase(): Promise<void> {
    const { database, logger } = this.platform;
    return untilReachable(
      () => database.ping(),
      (err) => logger.warn({ err }, 'database not reachable, trying again'),
      this.stopping.signal,
    );
  }
}
