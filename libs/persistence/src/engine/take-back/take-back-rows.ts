import { sourcesOf, TaskStatus } from '@cadre/domain';
import type { Queryable } from '../../database/statement';
import type { EventRow } from '../sql/event-row';
import { TAKE_BACK } from './sql/take-back.sql';

const MAY_BE_TAKEN_BACK = sourcesOf('taken_back', TaskStatus.Pending);

/** One dispatch of a task: a later one bears another number. */
export interface Dispatch {
  readonly taskId: string;
  readonly dispatchNo: number;
}

/** Why a queued task returns to `pending`. */
export type TakeBackReason =
  | 'publish_failed'
  | 'preempted'
  | 'paused'
  | 'rate_limited'
  | 'concurrency'
  | 'lost_by_broker'
  | 'stuck'
  | 'changed'
  | 'restored';

/** Returns queued tasks to `pending`, inside the caller's transaction or on its own. */
export async function takeBackRows(
  on: Queryable,
  dispatches: readonly Dispatch[],
  reason: TakeBackReason,
  actor: string,
): Promise<readonly EventRow[]> {
  if (dispatches.length === 0) return [];
  return on.query(TAKE_BACK, [
    dispatches.map(({ taskId }) => taskId),
    dispatches.map(({ dispatchNo }) => dispatchNo),
    MAY_BE_TAKEN_BACK,
    actor,
    reason,
  ]);
}
