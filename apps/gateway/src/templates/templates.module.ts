import { Module } from '@nestjs/common';
import { IdempotencyModule } from '../idempotency/idempotency.module';
import { WorkflowsModule } from '../workflows/workflows.module';
import { KeepTemplate } from './keep-template';
import { TemplatesController } from './templates.controller';

/** Workflow templates: made, shown, put in new versions. */
@Module({
  imports: [IdempotencyModule, WorkflowsModule],
  controllers: [TemplatesController],
  providers: [KeepTemplate],
})
export class TemplatesModule {}
