import { RunStatus, STEP_TYPES, StepStatus } from '@cadre/domain';
import { CountedPageAnswer, PageAnswer } from '../../http/page-answer';
import { PayloadError } from '../../http/payload-error';
import { Shown, ShownId, ShownTime } from '../../http/shown';

const STEP_KINDS = [...STEP_TYPES, 'compensation'];

/** Why a run failed. */
export class WorkflowError {
  @Shown({ type: 'string' })
  code!: string;

  @Shown({ type: 'string', nullable: true })
  message!: string | null;

  @Shown({ type: 'string', nullable: true, description: 'The step that failed first; null for the run itself' })
  path!: string | null;
}

/** A run in a list. */
export class WorkflowItem {
  @ShownId()
  workflow_id!: string;

  @Shown({ type: 'string', nullable: true, description: 'Your own id' })
  external_id!: string | null;

  @Shown({ type: 'string' })
  name!: string;

  @Shown({ type: 'string', nullable: true })
  template!: string | null;

  @Shown({ type: 'integer', nullable: true })
  template_version!: number | null;

  @Shown({ type: 'string', enum: Object.values(RunStatus) })
  status!: RunStatus;

  @Shown({ type: 'string' })
  tenant!: string;

  @ShownId()
  submitted_by!: string;

  @Shown({ type: 'string', nullable: true })
  submitted_by_email!: string | null;

  @ShownTime()
  submitted_at!: Date;

  @ShownTime({ nullable: true })
  completed_at!: Date | null;

  @ShownTime({ nullable: true })
  paused_at!: Date | null;

  @ShownTime({ nullable: true })
  cancel_requested_at!: Date | null;

  @ShownTime()
  updated_at!: Date;

  @Shown({ type: 'number', description: 'So far, or until it ended' })
  duration_seconds!: number;

  @Shown({ type: 'integer', description: 'Without the elements of maps' })
  total_steps!: number;

  @Shown({ type: 'integer' })
  completed_steps!: number;

  @Shown({ type: 'boolean', description: 'A step has failed, and what was done before is being undone' })
  compensating!: boolean;

  @Shown({ type: WorkflowError, nullable: true })
  error!: WorkflowError | null;

  @ShownId({ nullable: true })
  parent_workflow_id!: string | null;

  @Shown({ type: 'string', nullable: true, description: 'The step of the other run that it is for' })
  parent_path!: string | null;

  @Shown({ type: 'object', additionalProperties: { type: 'string' } })
  links!: Readonly<Record<string, string>>;
}

/** GET /workflows */
export class WorkflowPage extends CountedPageAnswer {
  @Shown({ type: [WorkflowItem] })
  workflows!: readonly WorkflowItem[];
}

/** Why a step failed. */
export class StepFailure {
  @Shown({ type: 'string' })
  code!: string;

  @Shown({ type: 'string', nullable: true })
  message!: string | null;
}

/** How far the elements of a map are. */
export class ElementCounts {
  @Shown({ type: 'integer' })
  total!: number;

  @Shown({ type: 'integer' })
  started!: number;

  @Shown({ type: 'integer' })
  done!: number;

  @Shown({ type: 'integer' })
  failed!: number;
}

/** One step of a run. */
export class StepItem {
  @Shown({ type: 'string', nullable: true, description: "Its own name; an element of a map bears its map's" })
  step_id!: string | null;

  @Shown({ type: 'string', example: 'assets.image' })
  path!: string;

  @Shown({ type: 'string', enum: STEP_KINDS })
  type!: string;

  @Shown({ type: 'string', enum: Object.values(StepStatus) })
  status!: StepStatus;

  @Shown({ type: 'string', nullable: true, description: 'Why it was skipped: condition, branch, dependency' })
  reason!: string | null;

  @Shown({ type: 'integer', description: 'Rises when the run is retried' })
  attempt!: number;

  @ShownId({ nullable: true })
  task_id!: string | null;

  @ShownId({ nullable: true })
  child_workflow_id!: string | null;

  @ShownTime({ nullable: true })
  started_at!: Date | null;

  @ShownTime({ nullable: true })
  completed_at!: Date | null;

  @ShownTime({ nullable: true, description: 'When it stops waiting' })
  due_at!: Date | null;

  @Shown({ type: 'number', nullable: true })
  duration_seconds!: number | null;

  @Shown({ description: 'Any JSON; null until it is completed', nullable: true })
  output!: unknown;

  @Shown({ type: 'boolean', required: false, description: 'There is an output, too large to be shown here' })
  output_omitted?: true;

  @Shown({ type: PayloadError, required: false, description: 'The output is there but cannot be opened' })
  output_error?: PayloadError;

  @Shown({ type: StepFailure, nullable: true })
  error!: StepFailure | null;

  @Shown({ type: ElementCounts, required: false, description: 'Of a map' })
  elements?: ElementCounts;

  @Shown({ type: 'object', additionalProperties: true, required: false, description: 'What an approval asks' })
  approval?: unknown;

  @Shown({ type: 'string', required: false, nullable: true, description: 'Of an approval: who decided' })
  decided_by?: string | null;

  @ShownTime({ nullable: true })
  decided_at?: Date | null;
}

/** GET /workflows/{id} */
export class WorkflowView extends WorkflowItem {
  @Shown({ description: 'What it was started with', nullable: true })
  inputs!: unknown;

  @Shown({ description: 'Its result; null until it is completed', nullable: true })
  output!: unknown;

  @Shown({ type: PayloadError, required: false })
  output_error?: PayloadError;

  @Shown({ type: 'boolean', required: false, description: 'What it and its steps put out was forgotten' })
  outputs_expired?: true;

  @Shown({ type: 'object', additionalProperties: true, required: false, description: 'With include=definition' })
  definition?: unknown;

  @Shown({ type: [StepItem], description: 'Those outside of maps first' })
  steps!: readonly StepItem[];

  @Shown({ type: 'boolean', description: 'There are more, elements of maps: GET /workflows/{id}/steps' })
  steps_truncated!: boolean;
}

/** GET /workflows/{id}/steps */
export class StepPageAnswer extends PageAnswer {
  @Shown({ type: [StepItem] })
  steps!: readonly StepItem[];
}
