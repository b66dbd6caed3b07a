import { Module } from '@nestjs/common';
import { DemandGauge } from './queues.metrics';
import { ListWorkers } from './list-workers';
import { LookAtQueues } from './look-at-queues';
import { QueuesController } from './queues.controller';
import { WorkersController } from './workers.controller';

/** How much waits, how fast it goes, and who does it. */
@Module({ controllers: [QueuesController, WorkersController], providers: [DemandGauge, LookAtQueues, ListWorkers] })
export class QueuesModule {}
