import { uuidv7 } from '@cadre/crypto';
import { insertAudit } from '../../audit/insert-audit';
import type { Transaction } from '../../database/run-transaction';
import { type PreparedDraft, preparedOutcome } from './draft-runs';
import { type CommittedFirings, type FiringTools, NOTHING_FIRED } from './fire-due';
import { readFacts } from './firing-facts';
import { prepareRun } from './prepare-run';
import { LOCK_WAITING_SCHEDULES, type LockedSchedule } from './sql/lock-schedules.sql';
import { liveRunsOf, RUNS_UNDER_WAY } from './sql/read-facts.sql';
import { OLDEST_WAITING, SETTLE_WAITING } from './sql/release-runs.sql';
import { auditOf, submitFirings } from './submit-firings';

type Outcome = Pick<PreparedDraft, 'error' | 'submission' | 'taskId' | 'workflowId'>;

/** A firing that waited, and what comes of it now. */
interface Release extends Outcome {
  readonly scheduleId: string;
  readonly fireTime: Date;
}

/** Submits the oldest waiting firing of each of these schedules that has nothing under way any more. */
export async function releaseWaiting(
  tx: Transaction,
  tools: FiringTools,
  scheduleIds: readonly string[],
): Promise<CommittedFirings<Release>> {
  const free = await lockFree(tx, scheduleIds);
  if (free.size === 0) return NOTHING_FIRED;
  const facts = await readFacts(tx, tools, [...free.values()]);
  const oldest = await tx.query(OLDEST_WAITING, [[...free.keys()]]);
  const releases = oldest.flatMap(({ schedule_id: scheduleId, fire_time: fireTime }): Release[] => {
    const schedule = free.get(scheduleId);
    return schedule ? [{ scheduleId, fireTime, ...preparedOutcome(prepareRun(schedule, facts, tools, uuidv7())) }] : [];
  });
  await tx.execute(
    SETTLE_WAITING,
    COLUMNS.map((column) => releases.map(column)),
  );
  const submissions = releases.flatMap(({ scheduleId, submission }) =>
    submission ? [{ scheduleId, submission }] : [],
  );
  const submitted = await submitFirings(tx, tools.cipher, submissions);
  await tx.close(() => insertAudit(tx, submissions.map(auditOf)));
  return { results: releases, ...submitted };
}

/** Between finding and locking another one may have released, or fired anew. */
async function lockFree(tx: Transaction, scheduleIds: readonly string[]): Promise<Map<string, LockedSchedule>> {
  const locked = await tx.query(LOCK_WAITING_SCHEDULES, [scheduleIds]);
  if (locked.length === 0) return new Map();
  const underWay = await tx.query(RUNS_UNDER_WAY, [locked.map((row) => row.schedule_id)]);
  const free = new Set(underWay.filter((row) => liveRunsOf(row) === 0).map((row) => row.schedule_id));
  return new Map(locked.filter((row) => free.has(row.schedule_id)).map((row) => [row.schedule_id, row]));
}

const COLUMNS: readonly ((release: Release) => unknown)[] = [
  ({ scheduleId }) => scheduleId,
  ({ fireTime }) => fireTime,
  ({ taskId }) => taskId ?? null,
  ({ workflowId }) => workflowId ?? null,
  ({ error }) => error?.code ?? null,
  ({ error }) => error?.message ?? null,
];
