import { Shown, ShownTime } from '../http/shown';

/** One worker process. */
export class WorkerItem {
  @Shown({ type: 'string' })
  worker_id!: string;

  @Shown({ type: 'string' })
  team!: string;

  @Shown({ type: 'string', enum: ['active', 'draining', 'gone'] })
  status!: string;

  @Shown({ type: 'boolean', description: 'Its last heartbeat is under 15 seconds old' })
  alive!: boolean;

  @Shown({ type: 'integer' })
  slots!: number;

  @Shown({ type: 'integer' })
  busy!: number;

  @Shown({ type: [String], description: 'Those the caller may see' })
  current_task_ids!: string[];

  @Shown({ type: 'string' })
  version!: string;

  @ShownTime()
  started_at!: Date;

  @ShownTime()
  last_heartbeat_at!: Date;

  @Shown({ type: 'string', description: 'Shown to admins', nullable: true })
  host?: string;

  @Shown({ type: 'integer', description: 'Shown to admins', nullable: true })
  pid?: number;
}

/** GET /workers */
export class WorkerList {
  @Shown({ type: [WorkerItem] })
  workers!: WorkerItem[];

  @Shown({ type: 'integer' })
  total!: number;
}
