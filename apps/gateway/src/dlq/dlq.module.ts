import { Module } from '@nestjs/common';
import { IdempotencyModule } from '../idempotency/idempotency.module';
import { StreamModule } from '../stream/stream.module';
import { TasksModule } from '../tasks/tasks.module';
import { DiscardDeadLetter } from './discard-dead-letter';
import { DlqController } from './dlq.controller';
import { ResubmitDeadLetter } from './resubmit-dead-letter';
import { ResubmitMany } from './resubmit-many';

/** Dead letters, for admins. */
@Module({
  imports: [IdempotencyModule, StreamModule, TasksModule],
  controllers: [DlqController],
  providers: [ResubmitDeadLetter, ResubmitMany, DiscardDeadLetter],
})
export class DlqModule {}
