import type { PayloadCipher } from '@cadre/crypto';
import { AuditEventType } from '../audit/audit-entry';
import { insertAudit } from '../audit/insert-audit';
import type { Origin } from '../audit/origin';
import type { Database } from '../database/database';
import type { Transaction } from '../database/run-transaction';
import { type Visibility, visibilityParams } from '../visibility/visibility';
import {
  auditOf,
  changeSchedule,
  detailsOf,
  lockSchedule,
  type ScheduleChange,
  type ScheduleChanged,
  type ScheduleCommand,
  type ScheduleOutcome,
} from './change-schedule';
import { listRuns, listSchedules, type SchedulePage, type ScheduleQuery, type ScheduleRunPage } from './list-schedules';
import type { ScheduleDetails } from './schedule-row';
import { type ScheduleValues, writtenValues } from './schedule-values';
import { INSERT_SCHEDULE } from './sql/insert-schedule.sql';
import { DELETE_SCHEDULE, FIND_SCHEDULE, SCHEDULE_CLOCK } from './sql/read-schedules.sql';
import type { FiringSubmission } from './firing-submission';
import { type ScheduleTriggered, triggerSchedule } from './trigger-schedule';

/** A schedule about to be made. */
export interface NewSchedule extends ScheduleValues {
  /** UUIDv7. The same id again is the same schedule. */
  readonly schedule_id: string;
  readonly tenant: string;
  readonly created_by: string;
  readonly created_by_email: string | null;
}

/** What people do with schedules. Every command is one transaction, audit row included. */
export class ScheduleStore {
  constructor(
    private readonly db: Database,
    private readonly cipher: PayloadCipher,
  ) {}

  /** The database's time, by which schedules fire. */
  async now(): Promise<Date> {
    const [row] = await this.db.query(SCHEDULE_CLOCK, []);
    return row?.now ?? new Date();
  }

  create(schedule: NewSchedule, origin: Origin): Promise<ScheduleDetails | null> {
    return this.db.transaction((tx) => this.insert(tx, schedule, origin), { rerunUnknownCommit: true });
  }

  list(query: ScheduleQuery): Promise<SchedulePage> {
    return listSchedules(this.db, query);
  }

  async get(scheduleId: string, visibility: Visibility): Promise<ScheduleDetails | null> {
    const [row] = await this.db.query(FIND_SCHEDULE, [scheduleId, ...visibilityParams(visibility)]);
    return row ? detailsOf(this.cipher, row) : null;
  }

  change(
    scheduleId: string,
    change: ScheduleChange,
    command: ScheduleCommand,
  ): Promise<ScheduleOutcome<ScheduleChanged>> {
    return this.db.transaction((tx) => changeSchedule(tx, this.cipher, scheduleId, change, command));
  }

  /** Its tasks stay. */
  remove(scheduleId: string, command: ScheduleCommand): Promise<ScheduleOutcome<{ readonly kind: 'removed' }>> {
    return this.db.transaction(async (tx) => {
      const locked = await lockSchedule(tx, scheduleId, command);
      if (locked.kind !== 'locked') return locked;
      await tx.execute(DELETE_SCHEDULE, [scheduleId]);
      const gone = detailsOf(this.cipher, locked.row);
      await insertAudit(tx, [auditOf(gone, { event: AuditEventType.ScheduleDeleted }, command.origin)]);
      return { kind: 'removed' };
    });
  }

  runs(scheduleId: string, page: { readonly limit: number; readonly offset: number }): Promise<ScheduleRunPage> {
    return listRuns(this.db, scheduleId, page);
  }

  trigger(
    scheduleId: string,
    submission: FiringSubmission,
    command: ScheduleCommand,
  ): Promise<ScheduleOutcome<ScheduleTriggered>> {
    return this.db.transaction((tx) => triggerSchedule(tx, this.cipher, scheduleId, submission, command));
  }

  private async insert(tx: Transaction, schedule: NewSchedule, origin: Origin): Promise<ScheduleDetails | null> {
    const { schedule_id, tenant, created_by, created_by_email } = schedule;
    const owner = [schedule_id, tenant, created_by, created_by_email];
    const inserted = await tx.execute(INSERT_SCHEDULE, [...owner, ...writtenValues(this.cipher, schedule, schedule)]);
    const [row] = await tx.query(FIND_SCHEDULE, [schedule_id, null, null]);
    if (!row) return null;
    const made = detailsOf(this.cipher, row);
    if (inserted > 0) await insertAudit(tx, [auditOf(made, { event: AuditEventType.ScheduleCreated }, origin)]);
    return made;
  }
}
