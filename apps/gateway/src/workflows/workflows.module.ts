import { Module } from '@nestjs/common';
import { IdempotencyModule } from '../idempotency/idempotency.module';
import { StreamModule } from '../stream/stream.module';
import { TasksModule } from '../tasks/tasks.module';
import { BroadcastRunAnnouncer } from './broadcast-run-announcer';
import { ControlRun } from './control/control-run';
import { DecideStep } from './control/decide-step';
import { SendSignal } from './control/send-signal';
import { DefinitionCheck } from './definition/definition-check.port';
import { RegistryDefinitionCheck } from './definition/registry-definition-check';
import { StoredTemplateCheck } from './definition/stored-template-check';
import { TemplateCheck } from './definition/template-check.port';
import { RunHistory } from './records/run-history';
import { RunAnnouncer } from './run-announcer.port';
import { ListWorkflows } from './show/list-workflows';
import { ShowWorkflow } from './show/show-workflow';
import { PrepareRun } from './submit/prepare-run';
import { SubmitWorkflow } from './submit/submit-workflow';
import { TrySubmission } from './submit/try-submission';
import { WorkflowSubmissionMetrics } from './submit/workflow-submission.metrics';
import { WorkflowControlController } from './workflow-control.controller';
import { WorkflowRecordsController } from './workflow-records.controller';
import { WorkflowsController } from './workflows.controller';

/** Runs of workflows: started, shown, followed, commanded. Orchestrators carry them out. */
@Module({
  imports: [IdempotencyModule, StreamModule, TasksModule],
  controllers: [WorkflowsController, WorkflowControlController, WorkflowRecordsController],
  providers: [
    { provide: DefinitionCheck, useClass: RegistryDefinitionCheck },
    { provide: TemplateCheck, useClass: StoredTemplateCheck },
    { provide: RunAnnouncer, useClass: BroadcastRunAnnouncer },
    ...[PrepareRun, SubmitWorkflow, TrySubmission, WorkflowSubmissionMetrics],
    ...[ControlRun, DecideStep, SendSignal, ListWorkflows, RunHistory, ShowWorkflow],
  ],
  exports: [DefinitionCheck, RunAnnouncer, TemplateCheck],
})
export class WorkflowsModule {}
