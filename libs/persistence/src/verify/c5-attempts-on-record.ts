import { ErrorClass, MAX_LEASES, TaskStatus } from '@cadre/domain';
import type { VerifiedEvent } from './sql/read-events.sql';
import type { TaskRecord } from './task-record';

const LEASED: ReadonlySet<string | null> = new Set([TaskStatus.Claimed, TaskStatus.Running]);
/** What waits holds no lease: going on takes another attempt. */
const UNFINISHED: ReadonlySet<string | null> = new Set([...LEASED, null]);

/** C5, what the row alone tells: counted failures and leases are within their bounds. */
export function withinBounds({ row }: TaskRecord): string[] {
  const { failures_counted: failures, max_retries: retries, lease_no: leases } = row;
  return [
    ...(failures > retries + 1 ? [`counts ${failures} failures with ${retries} retries allowed`] : []),
    ...(leases > MAX_LEASES ? [`had ${leases} leases; ${MAX_LEASES} are the most`] : []),
  ];
}

/** C5, what the attempts tell: each end of an attempt in the events is on record, as what it was. */
export function attemptsOnRecord({ row, events, attempts }: TaskRecord): string[] {
  const ended = new Map(events.filter(endsAttempt).map((event) => [event.lease_no, event]));
  const recorded = new Map(attempts.map((attempt) => [attempt.lease_no, attempt]));
  const counted = attempts.filter((attempt) => attempt.counted).length;
  return [
    ...[...ended.keys()].filter((no) => !recorded.has(no)).map((no) => `ended attempt ${no}, which is not on record`),
    ...[...recorded.keys()]
      .filter((no) => !ended.has(no))
      .map((no) => `has attempt ${no} on record, which no event ended`),
    ...attempts
      .filter(({ lease_no: no, outcome }) => outcome !== 'worker_lost' && isLoss(ended.get(no)))
      .map(({ lease_no: no, outcome }) => `lost the worker of attempt ${no}, which is on record as ${outcome}`),
    ...(counted === row.failures_counted
      ? []
      : [`counts ${row.failures_counted} failures, but ${counted} attempts on record count as one`]),
  ];
}

function endsAttempt({ from_status: from, to_status: to }: VerifiedEvent): boolean {
  return LEASED.has(from) && !UNFINISHED.has(to);
}

function isLoss(event: VerifiedEvent | undefined): boolean {
  return event?.error_class === ErrorClass.WorkerLost;
}
