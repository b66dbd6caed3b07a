import { Injectable } from '@nestjs/common';
import { ProblemCode } from '@cadre/contracts';
import { uuidv7 } from '@cadre/crypto';
import {
  type FiringSubmission,
  type Origin,
  runOfSchedule,
  type ScheduleDetails,
  ScheduleStore,
  taskOfSchedule,
} from '@cadre/persistence';
import type { Principal } from '../http/principal';
import { ProblemError } from '../http/problem.error';
import { visibilityOf } from '../http/visibility';
import { Announcer } from '../stream/announcer.port';
import { RunAnnouncer } from '../workflows/run-announcer.port';
import { CheckTarget } from './check-target';
import type { TriggerAnswer } from './schedule-answers';
import { ownerOf } from './schedule-owner';
import { refusalOf, scheduleNotFound } from './schedule-problems';

/** Fires a schedule now, out of turn. */
@Injectable()
export class TriggerSchedule {
  constructor(
    private readonly store: ScheduleStore,
    private readonly target: CheckTarget,
    private readonly announcer: Announcer,
    private readonly runs: RunAnnouncer,
  ) {}

  async trigger(scheduleId: string, principal: Principal, origin: Origin): Promise<TriggerAnswer> {
    const visibility = visibilityOf(principal);
    const schedule = await this.store.get(scheduleId, visibility);
    if (schedule === null) throw scheduleNotFound();
    if (schedule.payload === undefined) throw unreadable();
    const submission = await this.submissionOf(schedule, principal, origin);
    const outcome = await this.store.trigger(scheduleId, submission, { visibility, origin });
    if (outcome.kind !== 'triggered') throw refusalOf(outcome);
    this.announcer.announce(outcome.events);
    this.runs.announce(outcome.runEvents);
    const submitted =
      submission.kind === 'task' ? { task_id: submission.task.taskId } : { workflow_id: submission.run.workflowId };
    return { schedule_id: scheduleId, fire_time: outcome.fireTime, status: 'submitted', ...submitted };
  }

  private async submissionOf(
    schedule: ScheduleDetails,
    principal: Principal,
    origin: Origin,
  ): Promise<FiringSubmission> {
    const traceParent = origin.traceParent ?? null;
    const target = await this.target.check(schedule, ownerOf(schedule, principal));
    if (target.kind === 'workflow') {
      const run = runOfSchedule(schedule, target.template, target.definition, target.inputs, uuidv7());
      return { kind: 'workflow', run: { ...run, traceParent } };
    }
    const fitting = { value: target.parameters, inputArtifacts: target.inputArtifacts };
    return { kind: 'task', task: { ...taskOfSchedule(schedule, target.agent, fitting, uuidv7()), traceParent } };
  }
}

function unreadable(): ProblemError {
  return new ProblemError(ProblemCode.ParametersInvalid, 'Its parameters cannot be read; give them anew.');
}
