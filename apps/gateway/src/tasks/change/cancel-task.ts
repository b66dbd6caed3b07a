import { Injectable } from '@nestjs/common';
import { ProblemCode } from '@cadre/contracts';
import { type CancelOutcome, type Origin, TaskCommandStore } from '@cadre/persistence';
import type { Principal } from '../../http/principal';
import { ProblemError } from '../../http/problem.error';
import { visibilityOf } from '../../http/visibility';
import { Announcer } from '../../stream/announcer.port';
import type { CancelAnswer } from './cancel-answer';
import { taskNotFound } from '../show/require-task';

/** Cancels a task at once if it does not run, and otherwise asks its worker to stop. */
@Injectable()
export class CancelTask {
  constructor(
    private readonly commands: TaskCommandStore,
    private readonly announcer: Announcer,
  ) {}

  async cancel(taskId: string, principal: Principal, origin: Origin): Promise<CancelAnswer> {
    const visibility = visibilityOf(principal);
    const { outcomes, events } = await this.commands.cancel([taskId], { origin, visibility });
    this.announcer.announce(events);
    return answerTo(taskId, outcomes[0]);
  }
}

function answerTo(taskId: string, outcome: CancelOutcome | undefined): CancelAnswer {
  switch (outcome?.kind) {
    case 'cancelled':
      return { task_id: taskId, status: 'cancelled', cancelled_at: outcome.cancelledAt };
    case 'cancelling':
      return {
        task_id: taskId,
        status: 'cancelling',
        cancelled_at: null,
        cancel_requested_at: outcome.requestedAt,
      };
    case 'finished':
      throw new ProblemError(ProblemCode.TaskAlreadyFinished, `The task is ${outcome.status} already.`);
    case 'not_found':
    case undefined:
      throw taskNotFound();
  }
}
