import { Shown, ShownId, ShownTime } from '../http/shown';

/** POST /dlq/tasks/{dlq_id}/resubmit */
export class ResubmitAnswer {
  @ShownId()
  new_task_id!: string;

  @Shown({ type: 'string', enum: ['pending', 'scheduled'] })
  status!: string;

  @ShownTime()
  resubmitted_at!: Date;
}

/** Why a dead letter was not resubmitted. */
export class ResubmitError {
  @Shown({ type: 'string' })
  code!: string;

  @Shown({ type: 'string' })
  detail!: string;
}

/** What became of one dead letter of many. */
export class ResubmitResult {
  @ShownId()
  dlq_id!: string;

  @ShownId()
  task_id!: string;

  @Shown({ type: 'string', format: 'uuid', required: false })
  new_task_id?: string;

  @Shown({ type: ResubmitError, required: false })
  error?: ResubmitError;
}

/** POST /dlq/resubmit */
export class ResubmitManyAnswer {
  @Shown({ type: 'boolean' })
  dry_run!: boolean;

  @Shown({ type: 'integer', description: 'Open dead letters that fit the filter, before this request' })
  matched!: number;

  @Shown({ type: 'integer', description: 'Of a dry run: how many would be' })
  resubmitted!: number;

  @Shown({ type: 'integer' })
  rejected!: number;

  @Shown({ type: 'integer', description: 'Left for another request' })
  remaining!: number;

  @Shown({ type: [ResubmitResult] })
  results!: ResubmitResult[];
}

/** DELETE /dlq/tasks/{dlq_id} */
export class DiscardAnswer {
  @ShownId()
  dlq_id!: string;

  @Shown({ type: 'string', enum: ['discarded'] })
  state!: 'discarded';
}
