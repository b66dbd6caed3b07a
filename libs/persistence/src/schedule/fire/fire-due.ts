import { crashPoint } from '@cadre/config';
import { afterFiring, type Calendar, type ScheduleRunError, ScheduleStatus } from '@cadre/domain';
import { insertAudit } from '../../audit/insert-audit';
import { SYSTEM_ORIGIN } from '../../audit/origin';
import type { Transaction } from '../../database/run-transaction';
import type { Committed } from '../../engine/committed';
import type { CommittedEvent } from '../../task/committed-event';
import { cancelTasks } from '../../task/command/cancel-tasks';
import { insertRuns } from '../run-draft';
import { draftRuns, type PreparedDraft } from './draft-runs';
import { type FiringFacts, type KnownAgents, readFacts } from './firing-facts';
import { planTurn, type Turn } from './plan-turn';
import { type Preparation, type PreparedRun, prepareRun } from './prepare-run';
import { ADVANCE_SCHEDULES } from './sql/advance-schedules.sql';
import { LOCK_DUE_SCHEDULES, type LockedSchedule } from './sql/lock-schedules.sql';
import { auditOf, submitTasks } from './submit-tasks';

const RULE_UNREADABLE = 'RULE_UNREADABLE';

/** One firing as it was committed. */
export type FiredRun = Pick<PreparedDraft, 'status' | 'skipReason' | 'error' | 'dueAt' | 'missed'> & {
  readonly scheduleId: string;
  readonly firedAt: Date;
};

export interface FiringTools extends Preparation {
  readonly calendar: Calendar;
  readonly agents: KnownAgents;
}

/** How the task of one firing is made. */
export type Prepare = (schedule: LockedSchedule, facts: FiringFacts, tools: Preparation, taskId: string) => PreparedRun;

/**
 * Fires those of the schedules that are due and free: the rows of their runs, their tasks, and when they are due next, all
 * or nothing. The lock of the schedule lets one orchestrator at a time do so; the key of the run lets an instant fire once
 * in all time.
 */
export async function fireDue(
  tx: Transaction,
  tools: FiringTools,
  scheduleIds: readonly string[],
  prepare: Prepare = prepareRun,
): Promise<Committed<FiredRun>> {
  const schedules = await tx.query(LOCK_DUE_SCHEDULES, [scheduleIds]);
  if (schedules.length === 0) return { results: [], events: [] };
  const facts = await readFacts(tx, tools.agents, schedules);
  const turns = schedules.map((row) => planTurn(row, tools.calendar, facts.underWay.get(row.schedule_id)));
  const drafts = turns.flatMap((turn) => draftRuns(turn, (id) => prepare(turn.schedule, facts, tools, id)));
  const noted: PreparedDraft[] = await insertRuns(tx, drafts);
  const cancelled = await cancelPrevious(tx, noted, facts);
  const tasks = noted.flatMap(({ schedule, task }) => (task ? [{ scheduleId: schedule.schedule_id, task }] : []));
  const submitted = await submitTasks(tx, tools.cipher, tasks);
  await advance(tx, turns, noted);
  crashPoint('schedule.before_commit');
  await tx.close(() => insertAudit(tx, tasks.map(auditOf)));
  return { results: noted.map(firedRun), events: [...cancelled, ...submitted] };
}

async function cancelPrevious(
  tx: Transaction,
  noted: readonly PreparedDraft[],
  { underWay }: FiringFacts,
): Promise<readonly CommittedEvent[]> {
  const replaced = noted.filter((draft) => draft.cancelPrevious && draft.status === 'submitted');
  const taskIds = replaced.flatMap(({ schedule }) => underWay.get(schedule.schedule_id)?.live_tasks ?? []);
  if (taskIds.length === 0) return [];
  const by = { origin: SYSTEM_ORIGIN, visibility: { kind: 'all' }, reason: 'replaced by the next firing' } as const;
  return (await cancelTasks(tx, taskIds, by)).events;
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
