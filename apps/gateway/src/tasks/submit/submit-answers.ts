import { type Priority, PRIORITY_NAMES, TaskStatus } from '@cadre/domain';
import type { ProblemCode } from '@cadre/contracts';
import type { FieldError } from '../../http/problem.error';
import { Shown, ShownId, ShownTime } from '../../http/shown';

/** POST /tasks */
export class SubmissionReceipt {
  @ShownId()
  task_id!: string;

  @Shown({ type: 'string', enum: Object.values(TaskStatus) })
  status!: TaskStatus;

  @Shown({ type: 'string', enum: PRIORITY_NAMES })
  priority!: Priority;

  @ShownTime()
  submitted_at!: Date;

  @Shown({ type: 'integer', nullable: true, description: '1 is next; by statistics that may be seconds old' })
  queue_position!: number | null;

  @Shown({ type: 'boolean', required: false, description: 'It is over 1,000, where nobody counts one by one' })
  queue_position_estimated?: true;

  @Shown({ type: 'number', nullable: true })
  estimated_wait_time_seconds!: number | null;

  @Shown({ type: 'boolean', required: false })
  deduplicated?: true;
}

/** Why one member of a bulk submission was refused. */
export class BulkError {
  @Shown({ type: 'string' })
  code!: ProblemCode;

  @Shown({ type: 'string' })
  detail!: string;

  @Shown({ type: 'array', items: { type: 'object' }, required: false })
  errors?: readonly FieldError[];
}

/** What became of one member. */
export class BulkResult {
  @Shown({ type: 'number' })
  index!: number;

  @Shown({ type: 'string', enum: ['accepted', 'rejected'] })
  status!: 'accepted' | 'rejected';

  @Shown({ type: 'string', format: 'uuid', required: false })
  task_id?: string;

  @Shown({ type: 'boolean', required: false })
  deduplicated?: true;

  @Shown({ type: BulkError, required: false })
  error?: BulkError;
}

/** POST /tasks/bulk */
export class BulkAnswer {
  @Shown({ type: [BulkResult] })
  results!: readonly BulkResult[];

  @Shown({ type: 'number' })
  accepted!: number;

  @Shown({ type: 'number' })
  rejected!: number;
}

/** POST /tasks/{id}/retry */
export class RetryReceipt {
  @ShownId()
  task_id!: string;

  @Shown({ type: 'string', enum: Object.values(TaskStatus) })
  status!: TaskStatus;

  @Shown({ type: 'string', enum: PRIORITY_NAMES })
  priority!: Priority;

  @ShownTime()
  submitted_at!: Date;

  @ShownId()
  retried_from!: string;
}
