import { AgentLimitsEntity } from './agent-limits.entity';
import { AgentEntity } from './agent.entity';
import { ApprovalEntity } from './approval.entity';
import { ArtifactEntity } from './artifact.entity';
import { AuditLogEntryEntity } from './audit-log-entry.entity';
import { CheckpointEntity } from './checkpoint.entity';
import { DeadLetterEntity } from './dead-letter.entity';
import { IdempotencyKeyEntity } from './idempotency-key.entity';
import { InstallationEntity } from './installation.entity';
import { ProviderKeyEntity } from './provider-key.entity';
import { RefreshTokenEntity } from './refresh-token.entity';
import { ScheduleRunEntity } from './schedule-run.entity';
import { ScheduleEntity } from './schedule.entity';
import { StatsSnapshotEntity } from './stats-snapshot.entity';
import { TaskEventEntity } from './task-event.entity';
import { TaskAttemptEntity } from './task-attempt.entity';
import { TaskListingEntity } from './task-listing.entity';
import { TaskLogLineEntity } from './task-log-line.entity';
import { TaskPayloadEntity } from './task-payload.entity';
import { TaskWaitEntity } from './task-wait.entity';
import { TaskEntity } from './task.entity';
import { TeamDispatchEntity } from './team-dispatch.entity';
import { TenantEntity } from './tenant.entity';
import { UserEntity } from './user.entity';
import { WorkerEntity } from './worker.entity';
import { WorkflowEventEntity } from './workflow-event.entity';
import { WorkflowInboxEntity } from './workflow-inbox.entity';
import { WorkflowSignalEntity } from './workflow-signal.entity';
import { WorkflowStepEntity } from './workflow-step.entity';
import { WorkflowTemplateVersionEntity } from './workflow-template-version.entity';
import { WorkflowTemplateEntity } from './workflow-template.entity';
import { WorkflowEntity } from './workflow.entity';

/** Every table, as TypeORM knows it. */
export const ALL_ENTITIES = [
  AgentLimitsEntity,
  AgentEntity,
  ApprovalEntity,
  ArtifactEntity,
  AuditLogEntryEntity,
  CheckpointEntity,
  DeadLetterEntity,
  IdempotencyKeyEntity,
  InstallationEntity,
  ProviderKeyEntity,
  RefreshTokenEntity,
  ScheduleRunEntity,
  ScheduleEntity,
  StatsSnapshotEntity,
  TaskEventEntity,
  TaskAttemptEntity,
  TaskListingEntity,
  TaskLogLineEntity,
  TaskPayloadEntity,
  TaskWaitEntity,
  TaskEntity,
  TeamDispatchEntity,
  TenantEntity,
  UserEntity,
  WorkerEntity,
  WorkflowEventEntity,
  WorkflowInboxEntity,
  WorkflowSignalEntity,
  WorkflowStepEntity,
  WorkflowTemplateVersionEntity,
  WorkflowTemplateEntity,
  WorkflowEntity,
];
