import type { INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { removeOrphanedRuns, type Sandbox } from '@cadre/agents';
import { bindQueue, WorkBusServer } from '@cadre/bus';
import { taskQueue } from '@cadre/contracts';
import { NestLogger, startProbeServer, type Metrics, type ProbeServer } from '@cadre/observability';
import { AppModule } from './app.module';
import { AttemptRunner } from './execution/attempt-runner.port';
import { SANDBOX } from './executors/executors.port';
import type { Platform } from './platform/open-platform';
import { Drain } from './team/drain';
import { TASKS_PATTERN } from './team/task.consumer';
import { TeamDesk } from './team/team-desk';

/** One worker process: started once, stopped once. */
export class Worker {
  private readonly desk: TeamDesk;
  private readonly drain: Drain;
  private stopping: Promise<void> | undefined;

  private constructor(
    private readonly platform: Platform,
    private readonly app: INestMicroservice,
    private readonly server: WorkBusServer,
    private readonly probes: ProbeServer,
  ) {
    this.desk = app.get(TeamDesk);
    this.drain = new Drain(this.desk, platform.logger);
  }

  /** Loads agents and executors, and serves probes; takes no work yet. */
  static async create(platform: Platform): Promise<Worker> {
    const { bus, config, logger, metrics } = platform;
    await removeOrphanedRuns();
    const server = new WorkBusServer(bus.work, [bindQueue(taskQueue(config.team), {}, TASKS_PATTERN)]);
    const app = await NestFactory.createMicroservice<MicroserviceOptions>(AppModule.forRoot(platform), {
      strategy: server,
      logger: new NestLogger(logger),
      abortOnError: false,
    });
    const checks = { bus: () => bus.work.health().connected };
    const probes = await startProbeServer({ port: config.metricsPort, host: config.metricsHost, checks, metrics });
    return new Worker(platform, app, server, probes);
  }

  /** Connects and takes work. Rejects with BusUnavailableError. */
  async start(): Promise<void> {
    await this.app.listen();
    await this.desk.open(this.server.consumer(TASKS_PATTERN));
    this.probes.markStarted();
    const { config, logger, metrics } = this.platform;
    const sandbox = this.app.get<Sandbox | null>(SANDBOX, { strict: false });
    if (sandbox !== null) noteSandbox(metrics, sandbox);
    logger.info(
      {
        worker_id: config.workerId,
        slots: config.workerSlots,
        port: this.probes.port,
        ...(sandbox !== null && { sandbox: sandbox.driver, sandbox_level: sandbox.level }),
      },
      'ready',
    );
  }

  get probePort(): number {
    return this.probes.port;
  }

  /** Called when an operator asks this worker to finish what it has and leave. */
  onDrainWanted(listener: () => void): void {
    this.desk.onDrainWanted(listener);
  }

  /** Hands an error nobody caught to the attempt that threw it; false when there is none. */
  crashAttempt(error: unknown): boolean {
    return this.app.get(AttemptRunner, { strict: false }).crashCurrent(error);
  }

  /** Drains within the grace period and closes everything. A further call waits for the same end. */
  stop(graceMs: number): Promise<void> {
    this.stopping ??= this.drainAndClose(graceMs);
    return this.stopping;
  }

  /** Ends the grace period of a stop under way. */
  hurry(): void {
    this.drain.cutShort();
  }

  /** Closes what a failed start has opened. */
  async abandon(): Promise<void> {
    await this.desk.close();
    await this.app.close();
    await this.probes.stop();
  }

  private async drainAndClose(graceMs: number): Promise<void> {
    this.probes.markStopping();
    await this.drain.run(graceMs);
    await this.app.close();
    await this.probes.stop();
  }
}

function noteSandbox(metrics: Metrics, { driver, level }: Sandbox): void {
  const info = metrics.gauge('cadre_worker_sandbox_info', 'How commands are kept apart on this machine', [
    'driver',
    'level',
  ]);
  info.set({ driver, level }, 1);
}
