import { Module } from '@nestjs/common';
import { IdempotencyModule } from '../idempotency/idempotency.module';
import { StreamModule } from '../stream/stream.module';
import { TasksModule } from '../tasks/tasks.module';
import { DefinitionCheck } from './definition/definition-check.port';
import { RegistryDefinitionCheck } from './definition/registry-definition-check';
import { RunAnnouncer } from './run-announcer';
import { ListWorkflows } from './show/list-workflows';
import { ShowWorkflow } from './show/show-workflow';
import { PrepareRun } from './submit/prepare-run';
import { SubmitWorkflow } from './submit/submit-workflow';
import { WorkflowSubmissionMetrics } from './submit/workflow-submission.metrics';
import { WorkflowsController } from './workflows.controller';

/** Runs of workflows: started, shown, followed, commanded. Orchestrators carry them out. */
@Module({
  imports: [IdempotencyModule, StreamModule, TasksModule],
  controllers: [WorkflowsController],
  providers: [
    { provide: DefinitionCheck, useClass: RegistryDefinitionCheck },
    ...[PrepareRun, RunAnnouncer, SubmitWorkflow, WorkflowSubmissionMetrics],
    ...[ListWorkflows, ShowWorkflow],
  ],
  exports: [DefinitionCheck],
})
export class WorkflowsModule {}
