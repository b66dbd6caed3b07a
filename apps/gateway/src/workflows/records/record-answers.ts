import { Shown, ShownTime } from '../../http/shown';

/** One entry of a run's history. */
export class WorkflowEventItem {
  @Shown({ type: 'integer' })
  seq!: number;

  @Shown({ type: 'string' })
  type!: string;

  @Shown({ type: 'string', nullable: true, description: 'The step it is about; null for the run itself' })
  path!: string | null;

  @Shown({ type: 'string', nullable: true })
  from!: string | null;

  @Shown({ type: 'string', nullable: true, description: 'Null for a note that moves nothing' })
  to!: string | null;

  @Shown({ type: 'integer', nullable: true, description: "The step's attempt" })
  attempt!: number | null;

  @Shown({ type: 'string' })
  actor!: string;

  @ShownTime()
  at!: string;

  @Shown({ type: 'object', additionalProperties: true, nullable: true })
  data!: Readonly<Record<string, unknown>> | null;
}

/** GET /workflows/{id}/events */
export class WorkflowEventsAnswer {
  @Shown({ type: [WorkflowEventItem] })
  events!: readonly WorkflowEventItem[];

  @Shown({ type: 'integer', description: 'The seq of the event that comes next' })
  next_seq!: number;
}
