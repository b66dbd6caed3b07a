import { TaskStatus } from '@cadre/domain';
import { Shown, ShownId, ShownTime } from '../../http/shown';

/** DELETE /tasks/{id}. A running task stays `running` until its agent has stopped; here it is called `cancelling`. */
export class CancelAnswer {
  @ShownId()
  task_id!: string;

  @Shown({ type: 'string', enum: [TaskStatus.Cancelled, 'cancelling'] })
  status!: typeof TaskStatus.Cancelled | 'cancelling';

  @ShownTime({ nullable: true })
  cancelled_at!: Date | null;

  @Shown({ type: 'string', format: 'date-time', required: false })
  cancel_requested_at?: Date;
}
