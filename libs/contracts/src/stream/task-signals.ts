import type { TaskEventV1 } from './task-events.v1';

/** An annotation: somebody asked to cancel what runs. */
export const CANCEL_REQUESTED = 'cancel_requested';

const PLANNED: readonly (string | null)[] = ['scheduled', 'retry'];
const DEAD: readonly (string | null)[] = ['failed', 'timeout'];

/** Whether orchestrators act on an event: a time to wake up, a dead letter to show, a worker to stop. */
export function isTaskSignal({ type, to }: Pick<TaskEventV1, 'type' | 'to'>): boolean {
  return type === CANCEL_REQUESTED || PLANNED.includes(to) || DEAD.includes(to);
}
