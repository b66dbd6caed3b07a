import { Injectable } from '@nestjs/common';
import { TaskReadStore } from '@cadre/persistence';
import type { Principal } from '../../http/principal';
import { visibilityOf } from '../../http/visibility';
import { QueueOutlook } from '../outlook/queue-outlook.port';
import { judgeProspects, waits } from './judge-prospects';
import { prospectsOfWait } from './prospects-of-wait';
import { shownParameters } from './shown-payload';
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
    return view && { ...view, ...shownParameters(await this.tasks.parameters(taskId)) };
  }

  /** Null when there is no such task for this caller. */
  async show(taskId: string, principal: Principal): Promise<TaskView | null> {
    const task = await this.tasks.get(taskId, visibilityOf(principal));
    if (task === null) return null;
    // One that has moved on between the two looks is shown as it was, without a forecast.
    const facts = waits(task) ? await this.tasks.waitingFacts(task) : null;
    const wait = task.status === 'waiting' ? await this.tasks.openWait(taskId) : null;
    const nowMs = Date.now();
    const prospects = { ...judgeProspects(task, facts, this.outlook, nowMs), ...(wait && prospectsOfWait(wait)) };
    return taskView(task, prospects, { nowMs, isAdmin: principal.role === 'admin' });
  }
}
