import { RunStatus, type WorkflowGraph } from '@cadre/domain';
import type { RunRow } from '@cadre/persistence';
import { Shown, ShownId, ShownTime } from '../../http/shown';
import { GraphAnswer } from '../show/graph-answers';

/** POST /workflows */
export class WorkflowReceipt {
  @ShownId()
  workflow_id!: string;

  @Shown({ type: 'string', nullable: true, description: 'Your own id' })
  external_id!: string | null;

  @Shown({ type: 'string', enum: Object.values(RunStatus) })
  status!: RunStatus;

  @ShownTime()
  submitted_at!: Date;

  @Shown({ type: 'integer', description: 'Without the elements of maps' })
  total_steps!: number;

  @Shown({ type: 'integer' })
  completed_steps!: number;
}

/** POST /workflows?validate_only=true */
export class ValidationAnswer {
  @Shown({ type: 'boolean', enum: [true] })
  valid!: true;

  @Shown({ type: 'string' })
  name!: string;

  @Shown({ type: 'integer' })
  total_steps!: number;

  @Shown({ description: 'The values it would start with, defaults filled in' })
  inputs!: unknown;

  @Shown({ type: GraphAnswer })
  graph!: WorkflowGraph;
}

export function receiptOf(run: RunRow): WorkflowReceipt {
  const { workflow_id, external_id, status, submitted_at, total_steps, completed_steps } = run;
  return { workflow_id, external_id, status, submitted_at, total_steps, completed_steps };
}
