import { type DynamicModule, Module } from '@nestjs/common';
import { AgentsModule } from './agents/agents.module';
import { ApprovalsModule } from './approvals/approvals.module';
import { ArtifactsModule } from './artifacts/artifacts.module';
import { AuditModule } from './audit/audit.module';
import { AuthModule } from './auth/auth.module';
import { CallbacksModule } from './callbacks/callbacks.module';
import { DlqModule } from './dlq/dlq.module';
import { DocsModule } from './docs/docs.module';
import { HealthModule } from './health/health.module';
import { HttpModule } from './http/http.module';
import { MetricsModule } from './metrics/metrics.module';
import type { Platform } from './platform/open-platform';
import { PlatformModule } from './platform/platform.module';
import { QueuesModule } from './queues/queues.module';
import { SchedulesModule } from './schedules/schedules.module';
import { TasksModule } from './tasks/tasks.module';
import { TemplatesModule } from './templates/templates.module';
import { UsageModule } from './usage/usage.module';
import { UsersModule } from './users/users.module';
import { WorkflowsModule } from './workflows/workflows.module';

/** The gateway: everything that answers over HTTP. */
@Module({})
export class AppModule {
  static forRoot(platform: Platform): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ...[PlatformModule.forRoot(platform), AuthModule, HttpModule],
        ...[AgentsModule, AuditModule, DocsModule, HealthModule, MetricsModule, QueuesModule, UsersModule],
        ...[ArtifactsModule, CallbacksModule, DlqModule, SchedulesModule, TasksModule, TemplatesModule, UsageModule],
        ...[ApprovalsModule, WorkflowsModule],
      ],
    };
  }
}
