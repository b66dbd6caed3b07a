import { Module } from '@nestjs/common';
import { WORK_BUS, type WorkBus } from '@cadre/bus';
import { Metrics, type Logger } from '@cadre/observability';
import { AttemptRunner } from '../execution/attempt-runner.port';
import { ExecutionModule } from '../execution/execution.module';
import { LOGGER, WORKER_IDENTITY } from '../platform/platform.port';
import { TaskConsumer } from './task.consumer';
import { TeamDesk } from './team-desk';
import { TeamMetrics } from './team.metrics';
import type { WorkerIdentity } from './worker-identity';

/** The worker's dealings with its team's queue and the orchestrator. */
@Module({
  imports: [ExecutionModule],
  controllers: [TaskConsumer],
  providers: [
    {
      provide: TeamDesk,
      useFactory: (bus: WorkBus, runner: AttemptRunner, worker: WorkerIdentity, metrics: Metrics, logger: Logger) =>
        new TeamDesk({ bus, runner, worker, metrics: new TeamMetrics(metrics), logger }),
      inject: [WORK_BUS, AttemptRunner, WORKER_IDENTITY, Metrics, LOGGER],
    },
  ],
  exports: [TeamDesk],
})
export class TeamModule {}
