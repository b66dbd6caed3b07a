import { CountedPageAnswer } from '../http/page-answer';
import { Shown, ShownId, ShownTime } from '../http/shown';

/** A dead letter in a list. */
export class DeadLetterItem {
  @ShownId()
  dlq_id!: string;

  @ShownId()
  task_id!: string;

  @Shown({ type: 'string' })
  agent_id!: string;

  @Shown({ type: 'string' })
  team!: string;

  @Shown({ type: 'string' })
  tenant!: string;

  @Shown({ type: 'string' })
  error_message!: string;

  @Shown({ type: 'string' })
  error_code!: string;

  @Shown({ type: 'string' })
  error_class!: string;

  @Shown({ type: 'string', description: 'The same for the same error of the same agent' })
  fingerprint!: string;

  @Shown({ type: 'integer' })
  attempt_count!: number;

  @Shown({ type: 'integer' })
  retry_count!: number;

  @ShownTime()
  submitted_at!: Date;

  @ShownTime()
  failed_at!: Date;

  @Shown({ type: 'string', enum: ['open', 'resubmitted', 'discarded'] })
  state!: string;

  @Shown({ type: 'boolean' })
  resubmitted!: boolean;

  @ShownTime({ nullable: true })
  resubmitted_at!: Date | null;

  @ShownId({ nullable: true })
  new_task_id!: string | null;
}

/** One attempt of a dead letter's task. */
export class DeadAttempt {
  @Shown({ type: 'integer' })
  attempt!: number;

  @Shown({ type: 'string', nullable: true })
  worker_id!: string | null;

  @Shown({ type: 'string', nullable: true })
  outcome!: string | null;

  @Shown({ type: 'string', nullable: true })
  error_code!: string | null;

  @Shown({ type: 'string', nullable: true })
  error_class!: string | null;

  @Shown({ type: 'string', nullable: true })
  error_message!: string | null;

  @ShownTime({ nullable: true })
  started_at!: Date | null;

  @ShownTime({ nullable: true })
  finished_at!: Date | null;

  @Shown({ type: 'number', nullable: true })
  duration_seconds!: number | null;
}

/** GET /dlq/tasks/{dlq_id} */
export class DeadLetterAnswer extends DeadLetterItem {
  @Shown({ type: 'string', nullable: true })
  priority!: string | null;

  @Shown({ description: 'Any JSON; null when they are gone', nullable: true })
  parameters!: unknown;

  @Shown({ type: 'string', nullable: true })
  stack_trace!: string | null;

  @Shown({ type: [DeadAttempt] })
  attempts!: DeadAttempt[];
}

/** GET /dlq/tasks */
export class DeadLetterPage extends CountedPageAnswer {
  @Shown({ type: [DeadLetterItem] })
  tasks!: DeadLetterItem[];
}

/** Dead letters of one agent with the same error. */
export class DeadLetterGroupItem {
  @Shown({ type: 'string' })
  agent_id!: string;

  @Shown({ type: 'string' })
  team!: string;

  @Shown({ type: 'string' })
  fingerprint!: string;

  @Shown({ type: 'string' })
  error_code!: string;

  @Shown({ type: 'string' })
  error_class!: string;

  @Shown({ type: 'integer' })
  count!: number;

  @ShownTime()
  first_at!: Date;

  @ShownTime()
  last_at!: Date;

  @Shown({ type: 'string' })
  sample_message!: string;

  @ShownId()
  sample_dlq_id!: string;
}

/** GET /dlq/groups */
export class DeadLetterGroups {
  @Shown({ type: [DeadLetterGroupItem] })
  groups!: DeadLetterGroupItem[];

  @Shown({ type: 'integer' })
  total!: number;
}
