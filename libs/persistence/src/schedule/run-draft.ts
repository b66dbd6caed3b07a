import { cleanText, type ScheduleRunStatus, type SkipReason } from '@cadre/domain';
import type { Queryable } from '../database/statement';
import type { ScheduleRow } from './schedule-row';
import { INSERT_RUNS } from './sql/insert-runs.sql';

/** One firing about to be noted. */
export interface RunDraft {
  readonly schedule: ScheduleRow;
  readonly fireTime: Date;
  readonly dueAt: Date;
  readonly trigger: 'schedule' | 'manual';
  readonly status: ScheduleRunStatus;
  readonly skipReason?: SkipReason;
  readonly error?: { readonly code: string; readonly message: string };
  readonly taskId?: string;
  readonly workflowId?: string;
  readonly missed: number;
}

const LONGEST_MESSAGE = 2_000;

const COLUMNS: readonly ((draft: RunDraft) => unknown)[] = [
  ({ schedule }) => schedule.schedule_id,
  ({ fireTime }) => fireTime,
  ({ schedule }) => schedule.tenant,
  ({ trigger }) => trigger,
  ({ status }) => status,
  ({ skipReason }) => skipReason ?? null,
  ({ error }) => error?.code ?? null,
  ({ error }) => (error === undefined ? null : cleanText(error.message).slice(0, LONGEST_MESSAGE)),
  ({ taskId }) => taskId ?? null,
  ({ workflowId }) => workflowId ?? null,
  ({ missed }) => missed,
  ({ dueAt }) => dueAt,
  ({ schedule, trigger }) => (trigger === 'schedule' ? schedule.cron_expression : null),
  ({ schedule, trigger }) => (trigger === 'schedule' ? schedule.timezone : null),
  ({ schedule }) => schedule.row_version,
];

/** Notes firings in one statement; answers those that were not noted before. */
export async function insertRuns(db: Queryable, drafts: readonly RunDraft[]): Promise<RunDraft[]> {
  if (drafts.length === 0) return [];
  const rows = await db.query(
    INSERT_RUNS,
    COLUMNS.map((column) => drafts.map(column)),
  );
  const noted = new Set(rows.map((row) => nameOf(row.schedule_id, row.fire_time)));
  return drafts.filter(({ schedule, fireTime }) => noted.has(nameOf(schedule.schedule_id, fireTime)));
}

function nameOf(scheduleId: string, fireTime: Date): string {
  return `${scheduleId} ${fireTime.getTime()}`;
}
