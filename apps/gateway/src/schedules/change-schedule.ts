import { Inject, Injectable } from '@nestjs/common';
import { type Calendar, ScheduleStatus } from '@cadre/domain';
import {
  AuditEventType,
  type ScheduleChange,
  type ScheduleDetails,
  ScheduleStore,
  type ScheduleValues,
} from '@cadre/persistence';
import { requireMatch } from '../http/etag';
import { invalidFields } from '../http/problem.error';
import { visibilityOf } from '../http/visibility';
import { CALENDAR } from './calendar.token';
import type { Changer } from './changer.decorator';
import { CheckTarget, filesOf } from './check-target';
import { draftChange, isDraft, type ScheduleDraft } from './draft-schedule';
import { isRefused, NO_TIMING_PLAN, planTiming, type TimingPlan } from './plan-schedule';
import { ScheduleHints } from './schedule-hints';
import { ownerOf } from './schedule-owner';
import { refusalOf, scheduleFinished, scheduleNotFound } from './schedule-problems';
import type { ChangeScheduleBody } from './schedule.body';

const TARGET_FIELDS = ['agent_id', 'parameters', 'template_version', 'inputs', 'timeout_seconds'] as const;
const TIME_FIELDS = ['execute_at', 'cron_expression', 'timezone', 'jitter_seconds'] as const;

/** Changes, pauses and resumes schedules; when they fire next is worked out anew under their lock. */
@Injectable()
export class ChangeSchedule {
  constructor(
    private readonly store: ScheduleStore,
    private readonly target: CheckTarget,
    private readonly hints: ScheduleHints,
    @Inject(CALENDAR) private readonly calendar: Calendar,
  ) {}

  async change(scheduleId: string, body: ChangeScheduleBody, changer: Changer): Promise<ScheduleDetails> {
    const seen = await this.find(scheduleId, changer);
    const artifacts = await this.checkTarget(seen, body, changer);
    const fields = Object.keys(body).filter((field) => body[field as keyof ChangeScheduleBody] !== undefined);
    return this.carryOut(seen, changer, {
      event: AuditEventType.ScheduleChanged,
      data: { fields },
      apply: (schedule, now) => (fields.length === 0 ? null : this.changed(schedule, body, artifacts, now)),
    });
  }

  async pause(scheduleId: string, changer: Changer): Promise<ScheduleDetails> {
    const seen = await this.find(scheduleId, changer);
    return this.carryOut(seen, changer, {
      event: AuditEventType.SchedulePaused,
      apply: (schedule) => {
        if (schedule.status === ScheduleStatus.Completed) throw scheduleFinished();
        if (schedule.status === ScheduleStatus.Paused) return null;
        return { ...schedule, status: ScheduleStatus.Paused, pause_reason: null, ...NO_TIMING_PLAN };
      },
    });
  }

  async resume(scheduleId: string, changer: Changer): Promise<ScheduleDetails> {
    const seen = await this.find(scheduleId, changer);
    return this.carryOut(seen, changer, {
      event: AuditEventType.ScheduleResumed,
      apply: (schedule, now) => {
        if (schedule.status === ScheduleStatus.Active) return null;
        return { ...schedule, status: ScheduleStatus.Active, pause_reason: null, ...this.resumedPlan(schedule, now) };
      },
    });
  }

  private async find(scheduleId: string, { principal, ifMatch }: Changer): Promise<ScheduleDetails> {
    const seen = await this.store.get(scheduleId, visibilityOf(principal));
    if (seen === null) throw scheduleNotFound();
    requireMatch(ifMatch, seen.row_version);
    return seen;
  }

  private async carryOut(seen: ScheduleDetails, changer: Changer, change: ScheduleChange): Promise<ScheduleDetails> {
    const { principal, origin, ifMatch } = changer;
    const ifVersion = ifMatch === undefined || ifMatch.trim() === '*' ? {} : { ifVersion: seen.row_version };
    const command = { visibility: visibilityOf(principal), origin, ...ifVersion };
    const outcome = await this.store.change(seen.schedule_id, change, command);
    if (outcome.kind !== 'changed') throw refusalOf(outcome);
    this.hints.tell(seen.schedule_id);
    return outcome.schedule;
  }

  /** The files of new parameters; undefined when what is fired does not change. */
  private async checkTarget(
    seen: ScheduleDetails,
    body: ChangeScheduleBody,
    { principal }: Changer,
  ): Promise<readonly string[] | undefined> {
    if (TARGET_FIELDS.every((field) => body[field] === undefined)) return undefined;
    const draft = requireDraft(seen, body);
    return filesOf(await this.target.check(draft, ownerOf(seen, principal)));
  }

  private changed(
    schedule: ScheduleDetails,
    body: ChangeScheduleBody,
    artifacts: readonly string[] | undefined,
    now: Date,
  ): ScheduleValues {
    const draft = requireDraft(schedule, body);
    const retimed = TIME_FIELDS.some((field) => body[field] !== undefined);
    const enabled = body.enabled ?? (retimed ? schedule.status !== ScheduleStatus.Paused : undefined);
    const written = { ...schedule, ...draft, input_artifacts: artifacts ?? schedule.input_artifacts };
    // Also what is paused must be able to fire when it is resumed.
    const plan = retimed ? this.plan(schedule.schedule_id, draft, now) : null;
    if (enabled === undefined) return written;
    if (!enabled) return { ...written, status: ScheduleStatus.Paused, pause_reason: null, ...NO_TIMING_PLAN };
    if (plan === null && schedule.status === ScheduleStatus.Active) return written;
    const next = plan ?? this.resumedPlan(schedule, now);
    return { ...written, status: ScheduleStatus.Active, pause_reason: null, ...next };
  }

  private resumedPlan(schedule: ScheduleDetails, now: Date): TimingPlan {
    const plan = planTiming({ ...schedule, scheduleId: schedule.schedule_id }, this.calendar, now);
    if (isRefused(plan)) throw scheduleFinished();
    return plan;
  }

  private plan(scheduleId: string, draft: ScheduleDraft, now: Date): TimingPlan {
    const plan = planTiming({ ...draft, scheduleId }, this.calendar, now);
    if (isRefused(plan)) throw invalidFields(...plan);
    return plan;
  }
}

function requireDraft(schedule: ScheduleDetails, body: ChangeScheduleBody): ScheduleDraft {
  const draft = draftChange(schedule, body);
  if (!isDraft(draft)) throw invalidFields(...draft);
  return draft;
}
