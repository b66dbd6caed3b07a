import { ArtifactView } from '../../http/artifact-view';
import { Shown, ShownTime } from '../../http/shown';
import { PayloadError } from '../../http/payload-error';

/** One entry of a task's history. */
export class EventItem {
  @Shown({ type: 'number' })
  seq!: number;

  @Shown({ type: 'string' })
  type!: string;

  @Shown({ type: 'string', nullable: true })
  from!: string | null;

  @Shown({ type: 'string', nullable: true, description: 'Null for a note that does not move the task' })
  to!: string | null;

  @Shown({ type: 'number' })
  attempt!: number;

  @Shown({ type: 'string' })
  actor!: string;

  @ShownTime()
  at!: string;

  @Shown({ type: 'object', additionalProperties: true, nullable: true })
  data!: Readonly<Record<string, unknown>> | null;
}

/** GET /tasks/{id}/events */
export class EventsAnswer {
  @Shown({ type: [EventItem] })
  events!: readonly EventItem[];

  @Shown({ type: 'integer', description: 'The seq of the event that comes next' })
  next_seq!: number;
}

/** Why an attempt failed. */
export class AttemptError {
  @Shown({ type: 'string' })
  code!: string;

  @Shown({ type: 'string', nullable: true })
  class!: string | null;

  @Shown({ type: 'string', nullable: true })
  message!: string | null;
}

/** One attempt, with how it ended. */
export class AttemptItem {
  @Shown({ type: 'number' })
  attempt!: number;

  @Shown({ type: 'string', nullable: true })
  worker_id!: string | null;

  @Shown({ type: 'string', nullable: true, description: 'Null while it runs' })
  outcome!: string | null;

  @Shown({ type: AttemptError, nullable: true })
  error!: AttemptError | null;

  @Shown({ type: 'boolean', description: 'It used up a retry' })
  counted!: boolean;

  @ShownTime({ nullable: true })
  started_at!: Date | null;

  @ShownTime({ nullable: true })
  finished_at!: Date | null;

  @Shown({ type: 'number', nullable: true })
  duration_seconds!: number | null;

  @Shown({ type: 'number', nullable: true })
  queue_wait_seconds!: number | null;

  @Shown({ type: 'string', nullable: true })
  agent_version!: string | null;

  @Shown({ type: 'object', additionalProperties: true, nullable: true })
  usage!: object | null;
}

/** GET /tasks/{id}/attempts */
export class AttemptsAnswer {
  @Shown({ type: [AttemptItem] })
  attempts!: readonly AttemptItem[];
}

/** One line an agent wrote. */
export class LogItem {
  @Shown({ type: 'number' })
  attempt!: number;

  @Shown({ type: 'number' })
  line!: number;

  @ShownTime()
  at!: Date;

  @Shown({ type: 'string' })
  level!: string;

  @Shown({ type: 'string', nullable: true })
  message!: string | null;

  @Shown({ type: PayloadError, required: false, description: 'The line is there but cannot be opened' })
  message_error?: PayloadError;
}

/** GET /tasks/{id}/logs */
export class LogsAnswer {
  @Shown({ type: [LogItem] })
  logs!: readonly LogItem[];

  @Shown({ type: 'string', nullable: true, description: 'Where the next page goes on' })
  next_after!: string | null;
}

/** GET /tasks/{id}/artifacts */
export class ArtifactsAnswer {
  @Shown({ type: [ArtifactView] })
  artifacts!: readonly ArtifactView[];

  @Shown({ type: 'number' })
  total!: number;
}
