import type { ScheduleStatus } from '@cadre/domain';
import { unnamedStatement, type Queryable } from '../database/statement';
import { boundedCount, type Total } from '../query/bounded-count';
import { Conditions, containing } from '../query/conditions';
import { type Visibility, visibilityParams } from '../visibility/visibility';
import { SCHEDULE_COLUMNS, type ScheduleRow, type ScheduleRunRow, type ScheduleType } from './schedule-row';
import { READ_RUNS } from './sql/read-schedules.sql';

export interface ScheduleQuery {
  readonly visibility: Visibility;
  readonly status?: ScheduleStatus;
  readonly schedule_type?: ScheduleType;
  readonly agent_id?: string;
  readonly template?: string;
  /** Part of a name or of an agent. */
  readonly q?: string;
  readonly limit: number;
  readonly offset: number;
}

export type SchedulePage = Total & { readonly schedules: ScheduleRow[] };
export type ScheduleRunPage = Total & { readonly runs: ScheduleRunRow[] };

/** Newest first. */
export async function listSchedules(db: Queryable, query: ScheduleQuery): Promise<SchedulePage> {
  const conditions = conditionsOf(query);
  const total = await boundedCount(db, 'scheduled_tasks AS schedule', conditions);
  const text = `
    SELECT ${SCHEDULE_COLUMNS}
      FROM scheduled_tasks AS schedule ${conditions.where}
     ORDER BY schedule.schedule_id DESC
     LIMIT ${conditions.parameter(query.limit)} OFFSET ${conditions.parameter(query.offset)}`;
  return { schedules: await db.query(unnamedStatement<ScheduleRow>(text), conditions.parameters), ...total };
}

export async function listRuns(
  db: Queryable,
  scheduleId: string,
  { limit, offset }: { readonly limit: number; readonly offset: number },
): Promise<ScheduleRunPage> {
  const ofSchedule = new Conditions().add(scheduleId, (value) => `run.schedule_id = ${value}::uuid`);
  const total = await boundedCount(db, 'schedule_runs AS run', ofSchedule);
  return { runs: await db.query(READ_RUNS, [scheduleId, limit, offset]), ...total };
}

function conditionsOf(query: ScheduleQuery): Conditions {
  const [tenant, owner] = visibilityParams(query.visibility);
  const pattern = query.q === undefined ? undefined : containing(query.q);
  return new Conditions()
    .add(tenant, (value) => `schedule.tenant = ${value}`)
    .add(owner, (value) => `schedule.created_by = ${value}::uuid`)
    .add(query.status, (value) => `schedule.status = ${value}`)
    .add(query.schedule_type, (value) => `schedule.schedule_type = ${value}`)
    .add(query.agent_id, (value) => `schedule.agent_id = ${value}`)
    .add(query.template, (value) => `schedule.template = ${value}`)
    .add(pattern, (value) => `schedule.name ILIKE ${value} OR schedule.agent_id ILIKE ${value}`);
}
