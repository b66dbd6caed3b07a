import type { FaultRecord } from '../faults/run-plan';

/** An attempt that ended otherwise than its agent meant. */
export interface LostAttempt {
  readonly task_id: string;
  readonly worker_id: string | null;
  /** Milliseconds since 1970. */
  readonly started_at: number;
  readonly finished_at: number;
}

/** A worker gives up what nobody has renewed for one lease; it renews every 5 s. */
const LEASE_AT_LEAST_MS = 25_000;
/** However often connections break, a lost attempt is found within so long of the healing. */
const FOUND_WITHIN_MS = 360_000;

/**
 * Why an attempt may be lost and counted: its own worker was killed, stood still or was cut off while it ran, or nobody
 * could renew a lease for about as long as one lasts. It is found later, because leases are left alone until one lease time
 * of working connections has gone by, but not much later.
 */
export function isExcused(attempt: LostAttempt, records: readonly FaultRecord[]): boolean {
  return records.some((record) => {
    const foundBy = record.healedAt + FOUND_WITHIN_MS;
    const [from, to] = [attempt.started_at, attempt.finished_at];
    const meets = record.startedAt <= to && from <= record.healedAt && to <= foundBy;
    return meets && (strikes(record, attempt) || outlastsLease(record));
  });
}

function strikes({ excused }: FaultRecord, { worker_id: worker }: LostAttempt): boolean {
  return worker !== null && excused.includes(worker);
}

function outlastsLease({ startedAt, healedAt, name }: FaultRecord): boolean {
  return healedAt - startedAt >= LEASE_AT_LEAST_MS && !/^(gateway|worker)-/.test(name);
}
