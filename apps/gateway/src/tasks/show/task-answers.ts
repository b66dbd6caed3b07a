import { type Priority, PRIORITY_NAMES, type RetryPolicy, TaskStatus, type WaitingFor } from '@cadre/domain';
import { ArtifactView } from '../../http/artifact-view';
import { Shown, ShownId, ShownTime } from '../../http/shown';
import { PayloadError } from '../../http/payload-error';

/** Why a task failed, failed last, or was cancelled. */
export class TaskError {
  @Shown({ type: 'string' })
  code!: string;

  @Shown({ type: 'string', nullable: true })
  class!: string | null;

  @Shown({ type: 'string', nullable: true })
  message!: string | null;

  @Shown({ type: 'string', nullable: true, required: false, description: 'For admins' })
  stack_trace?: string | null;

  @Shown({ type: PayloadError, required: false, description: 'The stack trace is there but cannot be opened' })
  stack_trace_error?: PayloadError;
}

/** What the attempts of a task used. */
export class TaskUsage {
  @Shown({ type: 'object', properties: { input: { type: 'integer' }, output: { type: 'integer' } } })
  tokens!: { input: number; output: number };

  @Shown({
    type: 'object',
    properties: { micro_usd: { type: 'integer', nullable: true } },
    description: 'Millionths of a US dollar; null when a model without a known price was used',
  })
  cost!: { micro_usd: number | null };
}

/** A task in a list. */
export class TaskSummary {
  @ShownId()
  task_id!: string;

  @Shown({ type: 'string' })
  agent_id!: string;

  @Shown({ type: 'string' })
  team!: string;

  @Shown({ type: 'string' })
  tenant!: string;

  @Shown({ type: 'string', enum: Object.values(TaskStatus) })
  status!: TaskStatus;

  @Shown({ type: 'string', enum: PRIORITY_NAMES })
  priority!: Priority;

  @Shown({ type: 'number' })
  progress!: number;

  @Shown({ type: 'string', nullable: true })
  current_step!: string | null;

  @ShownId()
  submitted_by!: string;

  @Shown({ type: 'string', nullable: true })
  submitted_by_email!: string | null;

  @ShownTime()
  submitted_at!: Date;

  @ShownTime({ nullable: true })
  execute_at!: Date | null;

  @ShownTime({ nullable: true })
  expires_at!: Date | null;

  @ShownTime({ nullable: true })
  queued_at!: Date | null;

  @ShownTime({ nullable: true })
  started_at!: Date | null;

  @ShownTime({ nullable: true })
  completed_at!: Date | null;

  @ShownTime({ nullable: true })
  cancel_requested_at!: Date | null;

  @ShownTime()
  updated_at!: Date;

  @Shown({ type: 'number', nullable: true })
  duration_seconds!: number | null;

  @Shown({ type: 'number' })
  attempt_count!: number;

  @ShownTime({ nullable: true })
  next_attempt_at!: Date | null;

  @Shown({ type: TaskError, nullable: true })
  error!: TaskError | null;

  @Shown({ type: [String] })
  tags!: readonly string[];

  @Shown({ type: 'object', additionalProperties: true, nullable: true })
  metadata!: Readonly<Record<string, unknown>> | null;

  @Shown({ type: TaskUsage })
  usage!: TaskUsage;

  @ShownId({ nullable: true })
  workflow_id!: string | null;

  @Shown({ type: 'string', nullable: true, description: 'The step of the workflow it is for' })
  workflow_path!: string | null;

  @ShownId({ nullable: true })
  parent_task_id!: string | null;

  @ShownId({ nullable: true })
  retried_from!: string | null;

  @Shown({ type: 'object', additionalProperties: { type: 'string' } })
  links!: Readonly<Record<string, string>>;
}

/** Everything a person asks about one task. */
export class TaskView extends TaskSummary {
  @Shown({ type: 'integer', nullable: true, description: '1 is next; exact to 1,000' })
  queue_position!: number | null;

  @Shown({ type: 'boolean', required: false, description: 'Nobody counted so far: it is taken from statistics' })
  queue_position_estimated?: true;

  @Shown({ type: 'object', additionalProperties: true, nullable: true, description: 'Why it waits' })
  waiting_for!: WaitingFor | null;

  @ShownTime({ nullable: true })
  estimated_start_at!: Date | null;

  @ShownTime({ nullable: true })
  estimated_completion_at!: Date | null;

  @Shown({ type: 'string', nullable: true })
  progress_message!: string | null;

  @Shown({ type: 'number' })
  retry_count!: number;

  @Shown({ type: 'number' })
  max_retries!: number;

  @Shown({ type: 'object', additionalProperties: true })
  retry!: RetryPolicy;

  @Shown({ type: 'number' })
  timeout_seconds!: number;

  @Shown({ type: 'number' })
  soft_timeout_seconds!: number;

  @Shown({ type: 'string', nullable: true })
  dedupe_key!: string | null;

  @Shown({ type: [String] })
  input_artifacts!: readonly string[];

  @Shown({ type: 'string', nullable: true })
  agent_version!: string | null;

  @Shown({ type: 'string', nullable: true })
  worker_id!: string | null;

  @Shown({ description: 'With include=parameters', required: false })
  parameters?: unknown;

  @Shown({ type: PayloadError, required: false, description: 'The parameters are there but cannot be opened' })
  parameters_error?: PayloadError;

  @Shown({ description: 'Any JSON; null until it is completed', nullable: true })
  result!: unknown;

  @Shown({ type: PayloadError, required: false, description: 'The result is there but cannot be opened' })
  result_error?: PayloadError;

  @Shown({ type: 'boolean', required: false })
  result_expired?: true;

  @Shown({ type: 'boolean', required: false })
  deduplicated?: true;

  @Shown({ type: [ArtifactView] })
  artifacts!: readonly ArtifactView[];

  @Shown({ type: [String] })
  retried_by!: readonly string[];

  @Shown({ type: 'string', format: 'uuid', nullable: true, required: false, description: 'For admins' })
  dlq_id?: string | null;
}

/** GET /tasks */
export class TaskList {
  @Shown({ type: [TaskSummary] })
  tasks!: readonly TaskSummary[];

  @Shown({ type: 'number', required: false })
  total?: number;

  @Shown({ type: 'boolean', required: false, description: 'There are over 10,000' })
  total_estimated?: boolean;

  @Shown({ type: 'number' })
  limit!: number;

  @Shown({ type: 'number', required: false })
  offset?: number;

  @Shown({ type: 'string', nullable: true })
  next_cursor!: string | null;
}
