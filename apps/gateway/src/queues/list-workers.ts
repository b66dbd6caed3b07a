import { Injectable } from '@nestjs/common';
import { TaskReadStore, type WorkerRow, WorkerStore } from '@cadre/persistence';
import type { Principal } from '../http/principal';
import { visibilityOf } from '../http/visibility';
import type { WorkerItem } from './worker-answers';

/** Workers as the caller may see them: whose tasks run there stays with those who may read the tasks. */
@Injectable()
export class ListWorkers {
  constructor(
    private readonly workers: WorkerStore,
    private readonly tasks: TaskReadStore,
  ) {}

  async list(principal: Principal): Promise<WorkerItem[]> {
    const rows = await this.workers.list();
    const readable = await this.readableTasks(rows, principal);
    return rows.map((row) => workerItem(row, principal, readable));
  }

  private async readableTasks(rows: readonly WorkerRow[], principal: Principal): Promise<ReadonlySet<string>> {
    const ids = rows.flatMap((row) => row.current_task_ids);
    if (principal.role === 'admin' || ids.length === 0) return new Set(ids);
    const tasks = await this.tasks.getMany(ids, visibilityOf(principal));
    return new Set(tasks.map(({ task_id }) => task_id));
  }
}

export function workerItem(row: WorkerRow, { role }: Principal, readable: ReadonlySet<string>): WorkerItem {
  const { worker_id, team, status, alive, slots, busy, version, started_at, last_heartbeat_at, host, pid } = row;
  return {
    ...{ worker_id, team, status, alive, slots, busy },
    current_task_ids: row.current_task_ids.filter((id) => readable.has(id)),
    ...{ version, started_at, last_heartbeat_at },
    ...(role === 'admin' && { host, pid }),
  };
}
