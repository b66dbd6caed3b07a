import { Shown, ShownId } from '../http/shown';

/** POST /callbacks/{token} */
export class CallbackAnswer {
  @ShownId()
  task_id!: string;

  @Shown({ type: 'boolean', description: 'The same answer came before; nothing has changed' })
  repeated!: boolean;
}

/** What a service failed with. */
export class CallbackError {
  @Shown({ type: 'string', required: false })
  code?: string;

  @Shown({ type: 'string', required: false })
  message?: string;

  @Shown({ type: 'boolean', required: false, description: 'Another attempt may help; default false' })
  retryable?: boolean;
}

/** How the work ended, as the service says. */
export class CallbackBody {
  @Shown({ type: 'string', enum: ['completed', 'failed'] })
  status!: 'completed' | 'failed';

  @Shown({
    required: false,
    description: 'Of completed work: the result, checked against the output schema of the agent',
  })
  output?: unknown;

  @Shown({ type: () => CallbackError, required: false })
  error?: CallbackError;
}
