import { type Rehearsal, type RehearsedStep, RunStatus, STEP_TYPES, StepStatus } from '@cadre/domain';
import { Shown } from '../../http/shown';
import { stepIdOf } from '../show/step-item';
import { StepFailure, WorkflowError } from '../show/workflow-answers';

/** A step as it would end. */
export class RehearsedStepItem {
  @Shown({ type: 'string', description: "Its own name; an element of a map bears its map's" })
  step_id!: string;

  @Shown({ type: 'string', example: 'stories[0].draft' })
  path!: string;

  @Shown({ type: 'string', enum: [...STEP_TYPES, 'compensation'] })
  type!: string;

  @Shown({ type: 'string', enum: Object.values(StepStatus) })
  status!: StepStatus;

  @Shown({ type: 'string', nullable: true, description: 'Why it would be skipped: condition, branch, dependency' })
  reason!: string | null;

  @Shown({ type: 'integer', description: 'Rises when the run takes itself up again; 0: it would not start' })
  attempt!: number;

  @Shown({ type: 'string', nullable: true })
  agent_id!: string | null;

  @Shown({ type: 'string', nullable: true, description: 'Of a child run, which is not entered' })
  template!: string | null;

  @Shown({ description: 'What its task or child is given, defaults filled in', nullable: true })
  parameters!: unknown;

  @Shown({ type: 'string', nullable: true, description: 'Of a switch: the number of its case, default, or none' })
  branch!: string | null;

  @Shown({ type: 'integer', nullable: true, description: 'Of a map: how many elements it has' })
  elements!: number | null;

  @Shown({ type: 'object', additionalProperties: true, required: false, description: 'What an approval asks' })
  approval?: unknown;

  @Shown({ type: 'boolean', nullable: true, description: 'False: no mock was given, {} is taken; null: it takes none' })
  mocked!: boolean | null;

  @Shown({ description: 'What later steps see of it; null for what is gathered from other steps', nullable: true })
  output!: unknown;

  @Shown({ type: StepFailure, nullable: true })
  error!: StepFailure | null;
}

/** POST /workflows?dry_run=true */
export class RehearsalAnswer {
  @Shown({ type: 'string' })
  name!: string;

  @Shown({ description: 'The values it would start with, defaults filled in' })
  inputs!: unknown;

  @Shown({ type: 'string', enum: Object.values(RunStatus), description: 'Not an end only if it is truncated' })
  status!: RunStatus;

  @Shown({ type: WorkflowError, nullable: true })
  error!: WorkflowError | null;

  @Shown({ description: 'Its result; null unless it is completed', nullable: true })
  output!: unknown;

  @Shown({ type: [RehearsedStepItem], description: 'In the order they start in; those passed by come last' })
  steps!: readonly RehearsedStepItem[];

  @Shown({
    ...{ type: 'string', enum: ['steps', 'size'], nullable: true },
    description: 'Why it was not told to its end: 1,000 steps were started, or 8 MiB of text were read and shown',
  })
  truncated!: Rehearsal['truncated'];

  @Shown({ type: [String], description: 'The keys of mock_outputs that no step asked for' })
  unused_mocks!: readonly string[];
}

export function rehearsalAnswer(
  { name, inputs }: { readonly name: string; readonly inputs: unknown },
  { status, error, output, steps, truncated, unusedMocks: unused_mocks }: Rehearsal,
): RehearsalAnswer {
  return { name, inputs, status, error, output, steps: steps.map(itemOf), truncated, unused_mocks };
}

function itemOf({ agentId: agent_id, detail, ...step }: RehearsedStep): RehearsedStepItem {
  return { step_id: stepIdOf(step.path), ...step, agent_id, ...(step.type === 'approval' && { approval: detail }) };
}
