import { Injectable } from '@nestjs/common';
import { TaskReadStore } from '@cadre/persistence';
import type { Principal } from '../../http/principal';
import { visibilityOf } from '../../http/visibility';
import { QueueOutlook } from '../outlook/queue-outlook.port';
import { judgeProspects, waits } from './judge-prospects';
import type { TaskView } from './task-answers';
import { taskView } from './task-view';

/** Tells everything about one task to somebody who may know it. */
@Injectable()
export class ShowTask {
  constructor(
    private readonly tasks: TaskReadStore,
    private readonly outlook: QueueOutlook,
  ) {}

  /** The same with the parameters as they were accepted. */
  async showWithParameters(taskId: string, principal: Principal): Promise<TaskView | null> {
    const view = await this.show(taskId, principal);
    return view && { ...view, parameters: await this.tasks.parameters(taskId) };
  }

  /** Null when there is no such task for this caller. */
  async show(taskId: string, principal: Principal): Promise<TaskView | null> {
    const task = await this.tasks.get(taskId, visibilityOf(principal));
    if (task === null) return null;
    const facts = waits(task) ? await this.tasks.waitingFacts(taskId) : null;
    const nowMs = Date.now();
    // It may have moved between the two looks: then what was true of the first is told without a forecast.
    const current = facts?.task.status === task.status ? facts : null;
    const prospects = judgeProspects(task, current, this.outlook, nowMs);
    return taskView(task, prospects, { nowMs, isAdmin: principal.role === 'admin' });
  }
}
