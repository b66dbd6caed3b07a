import { TaskStatus } from '@cadre/domain';
import type { VerifiedEvent } from './sql/read-events.sql';
import type { TaskRecord } from './task-record';

const LEASED: ReadonlySet<string | null> = new Set([TaskStatus.Claimed, TaskStatus.Running]);

/** C6: a lease is granted only when none is live, each under a higher number, and the row has one only while it runs. */
export function oneLiveLease({ row, events }: TaskRecord): string[] {
  const state: LeaseState = { last: 0, live: null, problems: [] };
  for (const event of events) follow(state, event);
  return [
    ...state.problems,
    ...(state.last === row.lease_no ? [] : [`is at lease ${row.lease_no}, but its events end at lease ${state.last}`]),
    ...(row.has_lease && !LEASED.has(row.status) ? [`is ${row.status} and still has a lease`] : []),
    ...(!row.has_lease && LEASED.has(row.status) ? [`is ${row.status} without a lease`] : []),
  ];
}

interface LeaseState {
  /** The number of the latest lease. */
  last: number;
  live: number | null;
  readonly problems: string[];
}

function follow(state: LeaseState, event: VerifiedEvent): void {
  if (event.to_status === null) return;
  if (grants(event)) grant(state, event);
  else if (event.lease_no !== state.last) {
    state.problems.push(
      `has event ${event.seq}, ${event.type}, under lease ${event.lease_no} instead of ${state.last}`,
    );
  }
  if (!LEASED.has(event.to_status)) state.live = null;
}

/** A session's start is under the lease that its claim was granted. */
function grants({ from_status: from, to_status: to }: VerifiedEvent): boolean {
  return LEASED.has(to) && !LEASED.has(from);
}

function grant(state: LeaseState, { seq, lease_no: lease }: VerifiedEvent): void {
  if (state.live !== null)
    state.problems.push(`was granted lease ${lease} (event ${seq}) while lease ${state.live} was live`);
  if (lease <= state.last) state.problems.push(`was granted lease ${lease} (event ${seq}) after lease ${state.last}`);
  state.last = lease;
  state.live = lease;
}
