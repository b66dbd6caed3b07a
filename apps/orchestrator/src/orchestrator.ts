import type { INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { bindQueue, WorkBusServer } from '@cadre/bus';
import { RequestQueue } from '@cadre/contracts';
import { NestLogger, type ProbeServer } from '@cadre/observability';
import { Database, readInstallationId, WorkflowTemplateStore } from '@cadre/persistence';
import { AppModule, LONG_RUNNING } from './app.module';
import { startProbes } from './health/probes';
import type { LongRunning } from './lifecycle/long-running';
import { untilReachable } from './lifecycle/until-reachable';
import type { Platform } from './platform';
import { AgentSync } from './registry/agent-sync';
import { syncTemplates } from './registry/sync-templates';

/** One orchestrator process: started once, stopped once. */
export class Orchestrator {
  private readonly stopping = new AbortController();
  private readonly parts: readonly LongRunning[];
  private stopped: Promise<void> | undefined;

  private constructor(
    private readonly platform: Platform,
    private readonly app: INestMicroservice,
    private readonly probes: ProbeServer,
  ) {
    this.parts = LONG_RUNNING.map((part) => app.get<LongRunning>(part));
  }

  /** Wires everything and serves probes; takes no work yet. Throws KeysFileError or HandlerMismatchError. */
  static async create(platform: Platform): Promise<Orchestrator> {
    const { bus, process } = platform;
    const queues = Object.values(RequestQueue).map((queue) => bindQueue(queue));
    const app = await NestFactory.createMicroservice<MicroserviceOptions>(AppModule.forRoot(platform), {
      strategy: new WorkBusServer(bus.work, queues),
      logger: new NestLogger(process.logger),
      abortOnError: false,
    });
    const probes = await startProbes(process, app.get(Database), bus.work);
    return new Orchestrator(platform, app, probes);
  }

  get probePort(): number {
    return this.probes.port;
  }

  /** Waits for the database and the bus, then takes work. Resolves when it does, or when it was stopped before. */
  async start(): Promise<void> {
    const { bus, process, installationId } = this.platform;
    const db = this.app.get(Database);
    const { signal } = this.stopping;
    const isThere = (part: string, attempt: () => Promise<unknown>): Promise<boolean> =>
      untilReachable(part, attempt, process.outages, signal);
    if (!(await isThere('database', () => db.ping()))) return;
    installationId.know(await readInstallationId(db));
    await this.app.get(AgentSync).look();
    await syncTemplates(this.app.get(WorkflowTemplateStore), process.config.agentsDir, process.logger);
    if (!(await isThere('bus', () => bus.work.start()))) return;
    if (!(await isThere('broadcast', () => bus.broadcast.start()))) return;
    await this.app.listen();
    for (const part of this.parts) await part.start();
    this.probes.markStarted();
  }

  /** Takes nothing new, settles what is under way, leaves its teams to others, closes everything. Idempotent. */
  stop(): Promise<void> {
    this.stopped ??= this.close();
    return this.stopped;
  }

  private async close(): Promise<void> {
    this.stopping.abort();
    this.probes.markStopping();
    await Promise.all(this.parts.map((part) => part.stop()));
    await this.app.close();
    await this.probes.stop();
  }
}
