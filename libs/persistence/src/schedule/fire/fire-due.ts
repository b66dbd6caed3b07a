import { crashPoint } from '@cadre/config';
import { afterFiring, type Calendar, type ScheduleRunError, ScheduleStatus } from '@cadre/domain';
import { insertAudit } from '../../audit/insert-audit';
import type { Transaction } from '../../database/run-transaction';
import type { Committed } from '../../engine/committed';
import type { RunEventRow } from '../../workflow/run-row';
import { insertRuns } from '../run-draft';
import { type CancelTools, replacePrevious } from './replace-previous';
import { draftRuns, type PreparedDraft } from './draft-runs';
import { type FactSources, type FiringFacts, readFacts } from './firing-facts';
import { planTurn, type Turn } from './plan-turn';
import type { Preparation } from './preparation';
import { prepareRun } from './prepare-run';
import type { PreparedRun } from './prepared-run';
import { ADVANCE_SCHEDULES } from './sql/advance-schedules.sql';
import { LOCK_DUE_SCHEDULES, type LockedSchedule } from './sql/lock-schedules.sql';
import { auditOf, submitFirings } from './submit-firings';

const RULE_UNREADABLE = 'RULE_UNREADABLE';
export const NOTHING_FIRED = { results: [], events: [], runEvents: [] } as const;

/** One firing as it was committed. */
export type FiredRun = Pick<PreparedDraft, 'status' | 'skipReason' | 'error' | 'dueAt' | 'missed'> & {
  readonly scheduleId: string;
  readonly firedAt: Date;
};

export interface FiringTools extends Preparation, FactSources, CancelTools {
  readonly calendar: Calendar;
}

/** What firings came to, with the events of the runs that they started and replaced. */
export interface CommittedFirings<Result> extends Committed<Result> {
  readonly runEvents: readonly RunEventRow[];
}

/** How what one firing submits is made. */
export type Prepare = (schedule: LockedSchedule, facts: FiringFacts, tools: Preparation, id: string) => PreparedRun;

/**
 * Fires those of the schedules that are due and free: the rows of their runs, what they submit, and when they are due next,
 * all or nothing. The lock of the schedule lets one orchestrator at a time do so; the key of the run lets an instant fire once
 * in all time.
 */
export async function fireDue(
  tx: Transaction,
  tools: FiringTools,
  scheduleIds: readonly string[],
  prepare: Prepare = prepareRun,
): Promise<CommittedFirings<FiredRun>> {
  const schedules = await tx.query(LOCK_DUE_SCHEDULES, [scheduleIds]);
  if (schedules.length === 0) return NOTHING_FIRED;
  const facts = await readFacts(tx, tools, schedules);
  const turns = schedules.map((row) => planTurn(row, tools.calendar, facts.underWay.get(row.schedule_id)));
  const drafts = turns.flatMap((turn) => draftRuns(turn, (id) => prepare(turn.schedule, facts, tools, id)));
  const noted: PreparedDraft[] = await insertRuns(tx, drafts);
  const replaced = await replacePrevious(tx, tools, noted, facts);
  const submissions = noted.flatMap(({ schedule, submission }) =>
    submission ? [{ scheduleId: schedule.schedule_id, submission }] : [],
  );
  const submitted = await submitFirings(tx, tools.cipher, submissions);
  await advance(tx, turns, noted);
  crashPoint('schedule.before_commit');
  await tx.close(() => insertAudit(tx, submissions.map(auditOf)));
  return {
    results: noted.map(firedRun),
    events: [...replaced.events, ...submitted.events],
    runEvents: [...replaced.runEvents, ...submitted.runEvents],
  };
}

async function advance(tx: Transaction, turns: readonly Turn[], noted: readonly PreparedDraft[]): Promise<void> {
  const rows = turns.map((turn) =>
    rowAfter(
      turn,
      noted.filter(({ schedule }) => schedule === turn.schedule),
    ),
  );
  await tx.execute(
    ADVANCE_SCHEDULES,
    COLUMNS.map((column) => rows.map(column)),
  );
}

type RowAfter = ReturnType<typeof rowAfter>;

function rowAfter({ schedule, next, unreadable }: Turn, drafts: readonly PreparedDraft[]) {
  const tried = drafts.filter(({ status }) => status === 'submitted' || status === 'failed');
  const errors = tried.map(({ error }) => (error?.code ?? null) as ScheduleRunError | null);
  const failuresBefore = schedule.consecutive_failures;
  const after = unreadable
    ? { status: ScheduleStatus.Paused, pauseReason: RULE_UNREADABLE, consecutiveFailures: failuresBefore }
    : afterFiring({ errors, hasNext: next !== null, failuresBefore });
  const isActive = after.status === ScheduleStatus.Active;
  return {
    ...after,
    scheduleId: schedule.schedule_id,
    next: isActive ? next : null,
    submitted: tried.some(({ status }) => status === 'submitted'),
  };
}

const COLUMNS: readonly ((row: RowAfter) => unknown)[] = [
  ({ scheduleId }) => scheduleId,
  ({ next }) => next?.fireTime ?? null,
  ({ next }) => next?.execution ?? null,
  ({ status }) => status,
  ({ pauseReason }) => pauseReason,
  ({ consecutiveFailures }) => consecutiveFailures,
  ({ submitted }) => submitted,
];

function firedRun({ schedule, status, skipReason, error, dueAt, missed }: PreparedDraft): FiredRun {
  const { schedule_id: scheduleId } = schedule;
  const firedAt = (schedule as LockedSchedule).now;
  return { scheduleId, status, dueAt, firedAt, missed, ...(skipReason && { skipReason }), ...(error && { error }) };
}
