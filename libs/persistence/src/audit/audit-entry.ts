import type { Origin } from './origin';

/** What the audit log speaks of. An event type never changes its meaning. */
export const AuditEventType = {
  TaskSubmitted: 'task_submitted',
  TaskCancelled: 'task_cancelled',
  TaskChanged: 'task_changed',
  TaskRetried: 'task_retried',
  WorkflowSubmitted: 'workflow_submitted',
  WorkflowCommanded: 'workflow_commanded',
  TemplateChanged: 'template_changed',
  ToolApproved: 'tool_approved',
  ToolRejected: 'tool_rejected',
  DeadLetterResubmitted: 'dead_letter_resubmitted',
  DeadLetterDiscarded: 'dead_letter_discarded',
  ScheduleCreated: 'schedule_created',
  ScheduleChanged: 'schedule_changed',
  SchedulePaused: 'schedule_paused',
  ScheduleResumed: 'schedule_resumed',
  ScheduleTriggered: 'schedule_triggered',
  ScheduleDeleted: 'schedule_deleted',
  AgentChanged: 'agent_changed',
  AgentPaused: 'agent_paused',
  AgentResumed: 'agent_resumed',
  WorkerDrained: 'worker_drained',
  UserCreated: 'user_created',
  UserDisabled: 'user_disabled',
  UserEnabled: 'user_enabled',
  RoleChanged: 'role_changed',
  TenantCreated: 'tenant_created',
  PasswordChanged: 'password_changed',
  LoginSucceeded: 'login_succeeded',
  LoginFailed: 'login_failed',
  LoginLocked: 'login_locked',
  TokenRefreshed: 'token_refreshed',
  RefreshReused: 'refresh_reused',
  LoggedOut: 'logged_out',
  AccessDenied: 'access_denied',
  MessageRefused: 'message_refused',
  ArtifactUploaded: 'artifact_uploaded',
  ArtifactDownloaded: 'artifact_downloaded',
  ApiAccess: 'api_access',
} as const;
export type AuditEventType = (typeof AuditEventType)[keyof typeof AuditEventType];

/** One line of the audit log, before it has its id and time. */
export interface AuditEntry {
  readonly eventType: AuditEventType;
  /** Default `ok`. */
  readonly outcome?: 'ok' | 'failed' | 'denied';
  readonly origin: Origin;
  readonly taskId?: string;
  readonly agentId?: string;
  /** The priority's name. */
  readonly priority?: string;
  readonly objectType?: string;
  readonly objectId?: string;
  /** What changed; never secrets, never payloads. */
  readonly data?: Readonly<Record<string, unknown>>;
}
