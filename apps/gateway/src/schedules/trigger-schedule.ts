import { Injectable } from '@nestjs/common';
import { ProblemCode } from '@cadre/contracts';
import { uuidv7 } from '@cadre/crypto';
import { currentTraceParent } from '@cadre/observability';
import { type Origin, type ScheduleDetails, ScheduleStore, taskOfSchedule } from '@cadre/persistence';
import type { Principal } from '../http/principal';
import { ProblemError } from '../http/problem.error';
import { visibilityOf } from '../http/visibility';
import { Announcer } from '../stream/announcer.port';
import { CheckTarget } from './check-target';
import { ownerVisibility } from './owner-visibility';
import type { TriggerAnswer } from './schedule-answers';
import { refusalOf, scheduleNotFound } from './schedule-problems';

/** Fires a schedule now, out of turn. */
@Injectable()
export class TriggerSchedule {
  constructor(
    private readonly store: ScheduleStore,
    private readonly target: CheckTarget,
    private readonly announcer: Announcer,
  ) {}

  async trigger(scheduleId: string, principal: Principal, origin: Origin): Promise<TriggerAnswer> {
    const visibility = visibilityOf(principal);
    const schedule = await this.store.get(scheduleId, visibility);
    if (schedule === null) throw scheduleNotFound();
    if (schedule.payload === undefined) throw unreadable();
    const submission = await this.submissionOf(schedule, principal);
    const outcome = await this.store.trigger(scheduleId, submission, { visibility, origin });
    if (outcome.kind !== 'triggered') throw refusalOf(outcome);
    this.announcer.announce(outcome.events);
    const { taskId } = submission.task;
    return { schedule_id: scheduleId, fire_time: outcome.fireTime, status: 'submitted', task_id: taskId };
  }

  private async submissionOf(schedule: ScheduleDetails, principal: Principal) {
    const { agent, ...checked } = await this.target.check(schedule, ownerVisibility(schedule, principal));
    const fitting = { value: checked.parameters, inputArtifacts: checked.inputArtifacts };
    const task = taskOfSchedule(schedule, agent, fitting, uuidv7());
    return { kind: 'task', task: { ...task, traceParent: currentTraceParent() ?? null } } as const;
  }
}

function unreadable(): ProblemError {
  return new ProblemError(ProblemCode.ParametersInvalid, 'Its parameters cannot be read; give them anew.');
}
