import type { Calendar } from '@cadre/domain';
import type { Database } from '../database/database';
import { type AcceptedIds, checkNoTaskLost } from './c1-no-task-lost';
import { type Deadlines, endsInTime, surveyCapacity } from './c2-ends-in-time';
import { checkOneEndIndex, endsOnce } from './c3-ends-once';
import { eventsFoldToRow } from './c4-events-fold-to-row';
import { attemptsOnRecord, withinBounds } from './c5-attempts-on-record';
import { oneLiveLease } from './c6-one-live-lease';
import { checkRuns } from './c8-steps-follow';
import { checkNothingStands } from './c9-nothing-stands';
import { checkSchedulesFire } from './c10-schedules-fire';
import { checkKeysLead } from './c11-keys-lead';
import { noteUnbuilt } from './unbuilt-parts';
import { type CheckId, CHECKS, type CheckReport } from './check-report';
import { Findings } from './findings';
import { readTaskRecords } from './read-task-records';
import type { TaskRecord } from './task-record';

export interface CheckOptions {
  /** Ids of tasks that clients got a 2xx answer for. */
  readonly journal?: AcceptedIds;
  /** All work was waited for: a task that is not at its end violates C2. Default false. */
  readonly expectFinished?: boolean;
  /** How long after a deadline a task may still be on its way, default 120. */
  readonly recoverySeconds?: number;
  /** Violations shown for each check, default 10. */
  readonly maxExamples?: number;
  readonly pageSize?: number;
}

/** What schedules are measured by. */
export interface CheckTools {
  readonly calendar: Calendar;
}

const DEFAULTS = {
  journal: [] as AcceptedIds,
  expectFinished: false,
  recoverySeconds: 120,
  maxExamples: 10,
  pageSize: 2000,
};

type AllFindings = Readonly<Record<CheckId, Findings>>;

/**
 * Runs the checks C1 to C12 over the whole database, in pages; it may be in use meanwhile. A task that is kept has all its
 * events and attempts: retention forgets them with the task, not before. Checks of parts that this version does not have
 * say so instead.
 */
export async function runChecks(
  db: Database,
  { calendar }: CheckTools,
  options: CheckOptions = {},
): Promise<CheckReport[]> {
  const { journal, pageSize, maxExamples, ...deadlineOptions } = { ...DEFAULTS, ...options };
  const findings = allFindings(maxExamples);
  await checkNoTaskLost(db, journal, findings.C1, pageSize);
  await checkOneEndIndex(db, findings.C3);
  const deadlines = { ...deadlineOptions, ...(await surveyCapacity(db)) };
  await checkNothingStands(db, deadlines.freeTeams, findings.C9);
  await checkRuns(db, findings.C8);
  await checkKeysLead(db, findings.C11);
  const { recoverySeconds } = deadlineOptions;
  await checkSchedulesFire(db, { calendar, recoverySeconds, pageSize }, findings.C10);
  await noteUnbuilt(db, findings);
  for await (const page of readTaskRecords(db, pageSize)) {
    for (const record of page) checkTask(record, { findings, deadlines });
  }
  return Object.values(findings).map((each) => each.report());
}

interface CheckContext {
  readonly findings: AllFindings;
  readonly deadlines: Deadlines;
}

function checkTask(record: TaskRecord, { findings, deadlines }: CheckContext): void {
  const { row } = record;
  const note = (check: CheckId, problems: readonly string[]): void => {
    for (const problem of problems) findings[check].violated(row.task_id, problem);
  };
  for (const check of ['C2', 'C3', 'C4', 'C5', 'C6'] as const) findings[check].saw(1);
  note('C2', endsInTime(row, deadlines));
  note('C3', endsOnce(record));
  note('C4', eventsFoldToRow(record));
  note('C5', [...withinBounds(record), ...attemptsOnRecord(record)]);
  note('C6', oneLiveLease(record));
}

function allFindings(maxExamples: number): AllFindings {
  const ids = Object.keys(CHECKS) as CheckId[];
  return Object.fromEntries(ids.map((id) => [id, new Findings(id, maxExamples)])) as Record<CheckId, Findings>;
}
