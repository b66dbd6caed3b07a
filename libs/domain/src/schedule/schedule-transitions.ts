import { ScheduleRunStatus, ScheduleStatus } from './schedule-status';

/** One legal move. `from: null` is the birth, `to: null` the end of the row. */
export interface ScheduleTransition<Status> {
  readonly event: string;
  readonly from: Status | null;
  readonly to: Status | null;
  readonly when: string;
}

const S = ScheduleStatus;
const R = ScheduleRunStatus;

/** The only moves of a schedule. `docs/state-machines.md` is generated from it. */
export const SCHEDULE_TRANSITIONS = [
  { event: 'created', from: null, to: S.Active, when: 'accepted' },
  { event: 'created', from: null, to: S.Paused, when: 'accepted with enabled: false' },
  { event: 'paused', from: S.Active, to: S.Paused, when: 'by a person, or by itself: pause_reason says why' },
  { event: 'resumed', from: S.Paused, to: S.Active, when: 'by a person; what passed meanwhile is no misfire' },
  { event: 'finished', from: S.Active, to: S.Completed, when: 'its last instant was handled' },
  { event: 'rescheduled', from: S.Completed, to: S.Active, when: 'it was given a new time' },
  ...[S.Active, S.Paused, S.Completed].map((from) => ({
    event: 'deleted' as const,
    from,
    to: null,
    when: 'by a person; its runs go with it, its tasks stay',
  })),
] as const satisfies readonly ScheduleTransition<ScheduleStatus>[];
export type ScheduleEventType = (typeof SCHEDULE_TRANSITIONS)[number]['event'];

/** The only moves of one firing. */
export const SCHEDULE_RUN_TRANSITIONS = [
  { event: 'fired', from: null, to: R.Submitted, when: 'due, or triggered by hand' },
  { event: 'fired', from: null, to: R.Queued, when: 'overlap_policy queue, and the run before it is under way' },
  { event: 'fired', from: null, to: R.Skipped, when: 'misfire or overlap, by its policies' },
  { event: 'fired', from: null, to: R.Failed, when: 'agent gone, parameters no longer fit, owner may not submit' },
  { event: 'released', from: R.Queued, to: R.Submitted, when: 'the run before it has ended' },
  { event: 'refused', from: R.Queued, to: R.Failed, when: 'the same reasons, when its turn came' },
] as const satisfies readonly ScheduleTransition<ScheduleRunStatus>[];

/** The statuses from which a schedule may make this move. */
export function scheduleSourcesOf(event: ScheduleEventType): ScheduleStatus[] {
  return SCHEDULE_TRANSITIONS.filter((t) => t.event === event).flatMap((t) => (t.from ? [t.from] : []));
}
