import { Module } from '@nestjs/common';
import { WORK_BUS, type WorkBus } from '@cadre/bus';
import { Metrics, type Logger } from '@cadre/observability';
import type { WorkerOffersV1 } from '@cadre/contracts';
import { AttemptRunner } from '../execution/attempt-runner.port';
import { ExecutionModule } from '../execution/execution.module';
import { ExecutorsModule } from '../executors/executors.module';
import { WORKER_OFFERS } from '../executors/executors.port';
import { SharedKeys } from '../executors/shared-keys.port';
import { LOGGER, WORKER_IDENTITY } from '../platform/platform.port';
import { TaskConsumer } from './task.consumer';
import { TeamDesk } from './team-desk';
import { TeamMetrics } from './team.metrics';
import type { WorkerIdentity } from './worker-identity';

/** The worker's dealings with its team's queue and the orchestrator. */
@Module({
  imports: [ExecutionModule, ExecutorsModule],
  controllers: [TaskConsumer],
  providers: [
    {
      provide: TeamDesk,
      useFactory: (
        ...[bus, runner, worker, metrics, logger, offers, keys]: [
          WorkBus,
          AttemptRunner,
          WorkerIdentity,
          Metrics,
          Logger,
          WorkerOffersV1,
          SharedKeys,
        ]
      ) => new TeamDesk({ bus, runner, worker, metrics: new TeamMetrics(metrics), logger, offers, keys }),
      inject: [WORK_BUS, AttemptRunner, WORKER_IDENTITY, Metrics, LOGGER, WORKER_OFFERS, SharedKeys],
    },
  ],
  exports: [TeamDesk],
})
export class TeamModule {}
