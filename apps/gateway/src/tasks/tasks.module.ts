import { Module } from '@nestjs/common';
import { PayloadCipher } from '@cadre/crypto';
import { Database, TaskSubmissionStore } from '@cadre/persistence';
import { AuthModule } from '../auth/auth.module';
import { StreamModule } from '../stream/stream.module';
import { AgentDirectory } from './agents/agent-directory.port';
import { PolledAgentDirectory } from './agents/polled-agent-directory';
import { CancelTask } from './change/cancel-task';
import { ChangeTask } from './change/change-task';
import { CheckRetry } from './change/check-retry';
import { RetryTask } from './change/retry-task';
import { PolledQueueOutlook } from './outlook/polled-queue-outlook';
import { QueueOutlook } from './outlook/queue-outlook.port';
import { StreamEvents } from './records/stream-events';
import { TaskRecordsController } from './records/task-records.controller';
import { ListTasks } from './show/list-tasks';
import { ShowTask } from './show/show-task';
import { SubmissionController } from './submission.controller';
import { AcceptedTasks } from './submit/accepted-tasks';
import { ParameterCheck } from './submit/parameter-check.port';
import { PrepareTask } from './submit/prepare-task';
import { SchemaParameterCheck } from './submit/schema-parameter-check';
import { SubmitAndWait } from './submit/submit-and-wait';
import { SubmitBulk } from './submit/submit-bulk';
import { SubmitTask } from './submit/submit-task';
import { WaitForEnd } from './submit/wait-for-end';
import { TasksController } from './tasks.controller';

const ports = [
  { provide: AgentDirectory, useClass: PolledAgentDirectory },
  { provide: ParameterCheck, useClass: SchemaParameterCheck },
  { provide: QueueOutlook, useClass: PolledQueueOutlook },
];
const submissions = {
  provide: TaskSubmissionStore,
  useFactory: (database: Database, cipher: PayloadCipher) => new TaskSubmissionStore(database, cipher),
  inject: [Database, PayloadCipher],
};

/** Tasks: submitted, shown, followed, changed, cancelled, retried. */
@Module({
  imports: [AuthModule, StreamModule],
  controllers: [SubmissionController, TaskRecordsController, TasksController],
  providers: [
    ...[submissions, ...ports],
    ...[AcceptedTasks, PrepareTask, SubmitTask, SubmitAndWait, SubmitBulk, WaitForEnd],
    ...[CancelTask, ChangeTask, CheckRetry, RetryTask, ListTasks, ShowTask, StreamEvents],
  ],
  exports: [AgentDirectory, ParameterCheck],
})
export class TasksModule {}
