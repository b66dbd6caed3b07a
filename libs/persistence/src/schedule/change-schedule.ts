import type { PayloadCipher } from '@cadre/crypto';
import type { AuditEntry, AuditEventType } from '../audit/audit-entry';
import { insertAudit } from '../audit/insert-audit';
import type { Origin } from '../audit/origin';
import type { Transaction } from '../database/run-transaction';
import { type Visibility, visibilityParams } from '../visibility/visibility';
import { openPayload } from './schedule-payload';
import type { ScheduleDetails } from './schedule-row';
import { type ScheduleValues, writtenValues } from './schedule-values';
import { CHANGE_SCHEDULE } from './sql/insert-schedule.sql';
import { type FoundSchedule, LOCK_SCHEDULE } from './sql/read-schedules.sql';

export interface ScheduleCommand {
  readonly visibility: Visibility;
  readonly origin: Origin;
  /** What the caller believes `row_version` to be. */
  readonly ifVersion?: number;
}

export type ScheduleOutcome<Done> =
  | Done
  /** Somebody else changed it since the caller read it. */
  | { readonly kind: 'stale'; readonly rowVersion: number }
  | { readonly kind: 'not_found' };

export type ScheduleChanged = { readonly kind: 'changed'; readonly schedule: ScheduleDetails };

/** A change as it goes into the audit log, and what it makes of a schedule at the database's time. */
export interface ScheduleChange {
  readonly event: AuditEventType;
  readonly data?: Readonly<Record<string, unknown>>;
  /** Null: nothing changes. What it throws undoes the transaction and reaches the caller. */
  readonly apply: (schedule: ScheduleDetails, now: Date) => ScheduleValues | null;
}

/** Changes a schedule under its lock, so that no firing comes between reading and writing. */
export async function changeSchedule(
  tx: Transaction,
  cipher: PayloadCipher,
  scheduleId: string,
  change: ScheduleChange,
  command: ScheduleCommand,
): Promise<ScheduleOutcome<ScheduleChanged>> {
  const locked = await lockSchedule(tx, scheduleId, command);
  if (locked.kind !== 'locked') return locked;
  const before = detailsOf(cipher, locked.row);
  const values = change.apply(before, locked.row.now);
  if (values === null) return { kind: 'changed', schedule: before };
  await tx.execute(CHANGE_SCHEDULE, [scheduleId, ...writtenValues(cipher, before, values)]);
  await insertAudit(tx, [auditOf(before, change, command.origin)]);
  const again = await tx.query(LOCK_SCHEDULE, [scheduleId, null, null]);
  return { kind: 'changed', schedule: detailsOf(cipher, again[0] ?? locked.row) };
}

export async function lockSchedule(
  tx: Transaction,
  scheduleId: string,
  { visibility, ifVersion }: ScheduleCommand,
): Promise<ScheduleOutcome<{ readonly kind: 'locked'; readonly row: FoundSchedule }>> {
  const [row] = await tx.query(LOCK_SCHEDULE, [scheduleId, ...visibilityParams(visibility)]);
  if (!row) return { kind: 'not_found' };
  const isStale = ifVersion !== undefined && ifVersion !== row.row_version;
  return isStale ? { kind: 'stale', rowVersion: row.row_version } : { kind: 'locked', row };
}

export function detailsOf(cipher: PayloadCipher, row: FoundSchedule): ScheduleDetails {
  const { sealed_payload: _sealed, now: _now, ...schedule } = row;
  return { ...schedule, payload: openPayload(cipher, row) };
}

export function auditOf(
  { schedule_id, agent_id }: ScheduleDetails,
  { event, data }: Pick<ScheduleChange, 'event' | 'data'>,
  origin: Origin,
): AuditEntry {
  const object = { objectType: 'schedule', objectId: schedule_id, ...(agent_id !== null && { agentId: agent_id }) };
  return { eventType: event, origin, ...object, ...(data && { data }) };
}
