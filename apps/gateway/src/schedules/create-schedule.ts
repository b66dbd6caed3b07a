import { Inject, Injectable } from '@nestjs/common';
import { ProblemCode } from '@cadre/contracts';
import { uuidv7 } from '@cadre/crypto';
import type { Calendar } from '@cadre/domain';
import { type Origin, type ScheduleDetails, ScheduleStore } from '@cadre/persistence';
import type { Principal } from '../http/principal';
import { invalidFields, ProblemError } from '../http/problem.error';
import { CALENDAR } from './calendar.token';
import { CheckTarget, filesOf } from './check-target';
import { draftNew, isDraft } from './draft-schedule';
import { isRefused, NO_TIMING_PLAN, planTiming, statusOf } from './plan-schedule';
import { ScheduleHints } from './schedule-hints';
import { ownerFor } from './schedule-owner';
import type { CreateScheduleBody } from './schedule.body';

/** Makes a schedule that could fire now, and tells those who fire. */
@Injectable()
export class CreateSchedule {
  constructor(
    private readonly store: ScheduleStore,
    private readonly target: CheckTarget,
    private readonly hints: ScheduleHints,
    @Inject(CALENDAR) private readonly calendar: Calendar,
  ) {}

  async create(body: CreateScheduleBody, principal: Principal, origin: Origin): Promise<ScheduleDetails> {
    const draft = draftNew(body);
    if (!isDraft(draft)) throw invalidFields(...draft);
    const scheduleId = uuidv7();
    const plan = planTiming({ ...draft, scheduleId }, this.calendar, await this.store.now());
    if (isRefused(plan)) throw invalidFields(...plan);
    const target = await this.target.check(draft, ownerFor(principal));
    const enabled = body.enabled ?? true;
    const owner = { tenant: principal.tenant, created_by: principal.userId, created_by_email: principal.email };
    const standing = { status: statusOf(enabled), pause_reason: null, ...(enabled ? plan : NO_TIMING_PLAN) };
    const schedule = { schedule_id: scheduleId, ...owner, ...draft, input_artifacts: filesOf(target), ...standing };
    const made = await this.store.create(schedule, origin);
    if (made === null) throw new ProblemError(ProblemCode.ScheduleNotFound, 'The schedule was deleted at once.');
    this.hints.tell(made.schedule_id);
    return made;
  }
}
