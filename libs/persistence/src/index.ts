export type { AgentOverrides, AgentRow, RejectedAgentEdit, StoredDefinition } from './agent/agent-row';
export { AgentStore, type AgentQuery } from './agent/agent.store';
export type { AgentChangeOptions, AgentChangeOutcome } from './agent/change-agent';
export type { AgentStatistics } from './agent/sql/agent-statistics.sql';
export type { RejectedDefinition, SyncReport } from './agent/sync-agents';
export type { ArtifactRow, NewArtifact } from './artifact/artifact-row';
export { ArtifactStore } from './artifact/artifact.store';
export type {
  ApprovalDetails,
  ApprovalPage,
  ApprovalQuery,
  ApprovalRow,
  ApprovalStatus,
} from './approval/approval-row';
export { ApprovalStore, type ApprovalAnswer, type ApprovalOutcome } from './approval/approval.store';
export { AuditEventType, type AuditEntry } from './audit/audit-entry';
export type { AuditQuery, AuditRow } from './audit/audit-row';
export { AuditStore, type LoginFailureQuery } from './audit/audit.store';
export { actorOf, SYSTEM_ORIGIN, type Origin } from './audit/origin';
export { MicroBatcher, type MicroBatcherOptions } from './batching/micro-batcher';
export { isDataError, isRetryableConflict, toDataRejected } from './database/classify-error';
export { Database, type PoolGauges } from './database/database';
export * from './database/errors';
export type { DatabaseOptions } from './database/pool-options';
export type { Transaction } from './database/run-transaction';
export { statement, unnamedStatement, type Queryable, type Statement } from './database/statement';
export { withRetry, type RetryOptions } from './database/with-retry';
export { AgeingStore } from './engine/age/ageing.store';
export { ClaimStore } from './engine/claim/claim.store';
export type { Claim, ClaimResult, Grant, Replayed } from './engine/claim/grant';
export type { Committed } from './engine/committed';
export { CancelNoticeStore, type CancelNotice } from './engine/control/cancel-notice.store';
export type { DispatchedTask, DispatchRound } from './engine/dispatch/dispatch-round';
export { DispatchStore } from './engine/dispatch/dispatch.store';
export { ExpireStore } from './engine/expire/expire.store';
export { WaitEndStore } from './engine/wait/wait-end.store';
export { WaitStore, type AnswerOutcome, type AwaitedTask, type WaitAnswer } from './wait/wait.store';
export {
  HeartbeatStore,
  type Checkpoint,
  type Progress,
  type Renewal,
  type Renewed,
} from './engine/heartbeat/heartbeat.store';
export {
  PresenceStore,
  type KnownWorker,
  type NotedWorker,
  type WorkerBeat,
  type WorkerOffers,
} from './engine/presence/presence.store';
export { PromoteStore } from './engine/promote/promote.store';
export { ReapStore, type Reaped, type ReapLimits } from './engine/reap/reap.store';
export type {
  AttemptReport,
  ReportedArtifact,
  ReportedLogLine,
  ReportedOutcome,
  ReportResult,
} from './engine/report/attempt-report';
export { ReportStore } from './engine/report/report.store';
export { StrandedTaskStore } from './engine/strand/stranded-task.store';
export { QUEUES_SCOPE, type QueueGroup, type QueueStatistics } from './engine/stats/queue-statistics';
export { readInstallationId } from './installation/read-installation-id';
export { SnapshotStore } from './engine/stats/snapshot.store';
export type { Dispatch, TakeBackReason } from './engine/take-back/take-back-rows';
export { TakeBackStore, type QueuedTeam } from './engine/take-back/take-back.store';
export { TeamLeaseStore, type TeamLease } from './engine/team-lease/team-lease.store';
export type {
  DeadLetterDetails,
  DeadLetterFilter,
  DeadLetterGroup,
  DeadLetterRow,
  DeadLetterState,
} from './dlq/dead-letter-row';
export { DeadLetterStore, type GroupQuery } from './dlq/dead-letter.store';
export type { DeadLetterPage, DeadLetterQuery } from './dlq/list-dead-letters';
export { MirrorStore } from './dlq/mirror/mirror.store';
export type { UnmirroredRow } from './dlq/mirror/sql/mirror.sql';
export type { DiscardOutcome, ResubmitOutcome } from './dlq/resolve-dead-letter';
export type { IdempotencyRequest, KeyClaim, KeyTaken, StoredAnswer } from './idempotency/idempotency';
export { IdempotencyStore } from './idempotency/idempotency.store';
export { migrate, revertLastMigration, type MigrationReport } from './migrate';
export { createPartitions } from './partitions/create-partitions';
export { InvalidCursorError } from './query/cursor';
export {
  DEFAULT_RETENTION,
  RETENTION_STEPS,
  runRetention,
  type RetentionOptions,
  type RetentionPolicy,
} from './retention/retention';
export { makeRestoredSafe } from './restore/make-safe';
export { grantServiceRights } from './roles/grant-service-rights';
export type { ScheduleChange, ScheduleChanged, ScheduleCommand, ScheduleOutcome } from './schedule/change-schedule';
export type { CommittedFirings, FiredRun } from './schedule/fire/fire-due';
export type { ParameterJudge } from './schedule/fire/parameter-judge';
export { nextInstant } from './schedule/fire/plan-turn';
export { ScheduleFiringStore } from './schedule/fire/schedule-firing.store';
export type { ScheduleQuery } from './schedule/list-schedules';
export type {
  ScheduledTaskOptions,
  ScheduleDetails,
  ScheduleRow,
  ScheduleRunRow,
  ScheduleType,
} from './schedule/schedule-row';
export type { ScheduleValues } from './schedule/schedule-values';
export { ScheduleStore, type NewSchedule } from './schedule/schedule.store';
export type { FiringSubmission } from './schedule/firing-submission';
export { runOfSchedule } from './schedule/run-of-schedule';
export { taskOfSchedule } from './schedule/task-of-schedule';
export { StatsStore, type Snapshot } from './stats/stats.store';
export type { CancelOutcome } from './task/command/cancel-outcome';
export type { CancelReport } from './task/command/cancel-tasks';
export type { ChangeOutcome } from './task/command/change-task';
export type { Commander } from './task/command/commander';
export { isChangeable, type TaskChange } from './task/command/plan-change';
export type { RepeatOptions } from './task/command/repeat-task';
export type { RetryOptions as TaskRetryOptions, RetryOutcome } from './task/command/retry-task';
export { TaskCommandStore, type RetryIdempotency } from './task/command/task-command.store';
export type { CommittedEvent } from './task/committed-event';
export type { AcceptedTask, NewTask, TaskResult } from './task/new-task';
export { checkpointAad, logLineAad, payloadAad, type PayloadKind } from './task/payload-aad';
export type { Opened } from './task/read/open-sealed';
export type { AttemptRow, LogLine, ProgressRow, TaskDetails, TaskEventRow } from './task/read/task-details';
export {
  TASK_SORT_FIELDS,
  type TaskFilter,
  type TaskListQuery,
  type TaskPage,
  type TaskSort,
  type TaskSortField,
} from './task/read/task-list-query';
export { TaskReadStore, type LogQuery } from './task/read/task-read.store';
export type { OpenWaitRow } from './task/read/sql/open-wait.sql';
export type { WaitingRow } from './task/read/waiting-row';
export type { Submission, SubmissionOutcome } from './task/submission/submission';
export { TaskSubmissionStore, type TaskSubmissionOptions } from './task/submission/task-submission.store';
export type { TaskRow, UsageRow } from './task/task-row';
export { emailKey } from './user/email-key';
export {
  RefreshTokenStore,
  type NewRefreshToken,
  type Rotation,
  type RotationOutcome,
} from './user/refresh-token.store';
export type { NewUser, UserRecord, UserRole, UserRow } from './user/user-row';
export { SessionStore } from './user/session.store';
export { TenantStore } from './user/tenant.store';
export { UserStore, type CreateUserOutcome } from './user/user.store';
export { visibilityParams, type Visibility } from './visibility/visibility';
export type { CheckId, CheckReport, Violation } from './verify/check-report';
export { runChecks, type CheckOptions, type CheckTools } from './verify/run-checks';
export type { WorkerRow } from './worker/worker-row';
export { WorkerStore } from './worker/worker.store';
export type { DecisionOutcome, RunCommandOutcome } from './workflow/command/command-outcome';
export type { ApprovalDetail, Decision } from './workflow/command/decide-approval';
export { WorkflowCommandStore } from './workflow/command/workflow-command.store';
export type { RunPage, RunQuery } from './workflow/run/list-runs';
export type { NewRun } from './workflow/run/new-run';
export type { RunDetails, StepDetails, StepPage, StepQuery } from './workflow/run/run-details';
export type { NodeCount } from './workflow/run/sql/read-runs.sql';
export {
  type CreatedRun,
  type ExternalIdTaken,
  type RunIdempotency,
  WorkflowRunStore,
} from './workflow/run/workflow-run.store';
export { RunUnreadableError } from './workflow/run-unreadable.error';
export type { RunEventRow, RunRow, StepRow } from './workflow/run-row';
export {
  SHARED_TENANT,
  type TemplateDetails,
  type TemplateRow,
  type TemplateStats,
  type TemplateVersionRow,
  type TemplateVisibility,
} from './workflow/template/template-row';
export {
  type ActiveTemplate,
  type NewTemplate,
  type TemplateChange,
  type TemplateContent,
  type TemplateOutcome,
  type TemplatePage,
  type TemplateReader,
  WorkflowTemplateStore,
} from './workflow/template/workflow-template.store';
export { ELEMENT_BATCH, FoldSession } from './workflow/fold/fold-session';
export type { Folded, FoldDecision, RunNote, ToldRun } from './workflow/fold/folded-run';
export type { EngineSurvey } from './workflow/fold/sql/find-runs.sql';
export type { InboxRow } from './workflow/fold/sql/load-run.sql';
export { toRunState } from './workflow/fold/step-mapping';
export { type DecideFold, WorkflowFoldStore } from './workflow/fold/workflow-fold.store';
export type { UsageGroupRow } from './usage/sql/sum-usage.sql';
export { USAGE_DIMENSIONS, UsageStore } from './usage/usage.store';
export { ProviderKeyStore, type ProviderKeyBeat } from './engine/provider/provider-key.store';
export type { ProviderKeyRow } from './engine/provider/sql/note-provider-keys.sql';
