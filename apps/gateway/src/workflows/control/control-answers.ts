import { Shown, ShownId, ShownTime } from '../../http/shown';

/** DELETE /workflows/{id} */
export class CancelWorkflowAnswer {
  @ShownId()
  workflow_id!: string;

  @Shown({ type: 'string', enum: ['cancelling'], description: 'It is cancelled as soon as what runs has stopped' })
  status!: 'cancelling';

  @ShownTime()
  cancel_requested_at!: Date;
}

/** POST /workflows/{id}/steps/{path}/approve and reject */
export class DecisionAnswer {
  @ShownId()
  workflow_id!: string;

  @Shown({ type: 'string' })
  path!: string;

  @Shown({ type: 'string', enum: ['approved', 'rejected'] })
  decision!: 'approved' | 'rejected';

  @Shown({ type: 'string' })
  decided_by!: string;
}

/** POST /workflows/{id}/signals/{name} */
export class SignalAnswer {
  @ShownId()
  signal_id!: string;

  @ShownId()
  workflow_id!: string;

  @Shown({ type: 'string' })
  name!: string;

  @Shown({ type: 'string', enum: ['accepted'], description: 'Kept until a step takes it' })
  status!: 'accepted';
}
