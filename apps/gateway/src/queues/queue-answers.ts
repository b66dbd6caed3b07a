import { Shown, ShownTime } from '../http/shown';

/** How the tasks of one priority, team or agent stand. */
export class QueueNumbers {
  @Shown({ type: 'integer', description: 'Waiting: pending and queued' })
  depth!: number;

  @Shown({ type: 'string', example: '5/minute', description: 'Attempts that ended, by the pace of the last minute' })
  processing_rate!: string;

  @Shown({ type: 'number', description: 'From due to started, over the last minute' })
  avg_wait_time_seconds!: number;

  @Shown({ type: 'integer' })
  running!: number;

  @Shown({ type: 'integer', description: 'Waiting for their time' })
  scheduled!: number;

  @Shown({ type: 'integer', description: 'Waiting for their next attempt' })
  retry!: number;

  @Shown({ type: 'number', description: 'How long the first waiting task has been due' })
  oldest_age_seconds!: number;
}

/** Workers and their slots. */
export class WorkerNumbers {
  @Shown({ type: 'integer', description: 'Workers that are alive' })
  total!: number;

  @Shown({ type: 'integer', description: 'With at least one task' })
  active!: number;

  @Shown({ type: 'integer' })
  idle!: number;

  @Shown({ type: 'number', description: 'Busy slots of all slots, 0 to 1' })
  utilization!: number;
}

/** GET /queues/stats */
export class QueueStats {
  @Shown({ type: 'object', additionalProperties: { $ref: '#/components/schemas/QueueNumbers' } })
  queues!: Readonly<Record<'critical' | 'high' | 'normal' | 'low', QueueNumbers>>;

  @Shown({ type: 'object', additionalProperties: { $ref: '#/components/schemas/QueueNumbers' } })
  teams!: Readonly<Record<string, QueueNumbers & { readonly workers: WorkerNumbers }>>;

  @Shown({ type: 'object', additionalProperties: { $ref: '#/components/schemas/QueueNumbers' } })
  agents!: Readonly<Record<string, QueueNumbers & { readonly team: string }>>;

  @Shown({ type: WorkerNumbers })
  workers!: WorkerNumbers;

  @ShownTime({ nullable: true, description: 'When the numbers were counted; null before the first count' })
  timestamp!: Date | null;
}

/** GET /scaling/{team} */
export class Scaling {
  @Shown({ type: 'string' })
  team!: string;

  @Shown({ type: 'integer', description: 'Waiting, due soon, and running' })
  demand!: number;

  @Shown({ type: 'integer' })
  workers!: number;

  @Shown({ type: 'integer' })
  slots!: number;

  @Shown({ type: 'integer' })
  busy!: number;

  @Shown({ type: 'integer', description: 'Workers that would serve the demand at once, 1 to 50' })
  suggested_workers!: number;

  @ShownTime({ nullable: true })
  timestamp!: Date | null;
}
