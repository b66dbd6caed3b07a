import type {
  MisfirePolicy,
  OverlapPolicy,
  Priority,
  RetryPolicy,
  RunStatus,
  ScheduleRunStatus,
  ScheduleStatus,
  SkipReason,
  TargetKind,
  TaskStatus,
} from '@cadre/domain';

export type ScheduleType = 'one_time' | 'recurring';

/** What of a task is fixed by its schedule, beside agent and parameters. */
export interface ScheduledTaskOptions {
  readonly priority?: Priority;
  readonly tags?: readonly string[];
  readonly timeout_seconds?: number;
  readonly retry?: Partial<RetryPolicy>;
}

/** A schedule without what it hands over, which stands sealed. */
export interface ScheduleRow {
  readonly schedule_id: string;
  readonly tenant: string;
  readonly created_by: string;
  readonly created_by_email: string | null;
  readonly name: string | null;
  readonly schedule_type: ScheduleType;
  readonly target_kind: TargetKind;
  /** Of a task. */
  readonly agent_id: string | null;
  /** Of a workflow. */
  readonly template: string | null;
  /** Null: the active one at each firing. */
  readonly template_version: number | null;
  readonly task_options: ScheduledTaskOptions;
  /** Files of its parameters that its owner was allowed to use. */
  readonly input_artifacts: readonly string[];
  readonly execute_at: Date | null;
  readonly cron_expression: string | null;
  readonly timezone: string;
  readonly misfire_policy: MisfirePolicy;
  readonly overlap_policy: OverlapPolicy;
  readonly jitter_seconds: number;
  readonly status: ScheduleStatus;
  readonly pause_reason: string | null;
  /** The instant its rule names next. */
  readonly next_fire_time: Date | null;
  /** The same with its jitter: when it fires. */
  readonly next_execution: Date | null;
  readonly last_execution: Date | null;
  readonly consecutive_failures: number;
  /** Counts what people change, for ETag and If-Match; firings do not raise it. */
  readonly row_version: number;
  readonly created_at: Date;
  readonly updated_at: Date;
}

/** One with what it hands over: the parameters of a task or the inputs of a workflow; undefined if it does not open. */
export interface ScheduleDetails extends ScheduleRow {
  readonly payload: unknown;
}

export const SCHEDULE_COLUMNS = `
  schedule.schedule_id, schedule.tenant, schedule.created_by, schedule.created_by_email, schedule.name,
  schedule.schedule_type, schedule.target_kind, schedule.agent_id, schedule.template, schedule.template_version,
  schedule.task_options, schedule.input_artifacts, schedule.execute_at, schedule.cron_expression, schedule.timezone,
  schedule.misfire_policy, schedule.overlap_policy, schedule.jitter_seconds, schedule.status, schedule.pause_reason,
  schedule.next_fire_time, schedule.next_execution, schedule.last_execution, schedule.consecutive_failures,
  schedule.row_version, schedule.created_at, schedule.updated_at`;

/** One firing, and how its task stands. */
export interface ScheduleRunRow {
  readonly schedule_id: string;
  readonly fire_time: Date;
  readonly trigger: 'schedule' | 'manual';
  readonly status: ScheduleRunStatus;
  readonly skip_reason: SkipReason | null;
  readonly error_code: string | null;
  readonly error_message: string | null;
  readonly task_id: string | null;
  readonly workflow_id: string | null;
  /** Null also when the task is forgotten. */
  readonly task_status: TaskStatus | null;
  /** Null also when the workflow's run is forgotten. */
  readonly workflow_status: RunStatus | null;
  readonly missed_count: number;
  readonly due_at: Date;
  readonly fired_at: Date;
}
