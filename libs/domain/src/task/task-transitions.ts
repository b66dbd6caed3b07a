import { TaskStatus } from './task-status';

/** One legal move of a task. `from: null` is the birth of the task. */
export interface TaskTransition {
  readonly event: string;
  readonly from: TaskStatus | null;
  readonly to: TaskStatus;
  readonly when: string;
}

const S = TaskStatus;

/**
 * The task state machine: the only moves there are. Every move appends exactly one event of the named type in the same
 * transaction. SQL guards and the CHECK constraints of the `tasks` table repeat this table; `docs/state-machines.md`
 * is generated from it.
 */
export const TASK_TRANSITIONS = [
  { event: 'submitted', from: null, to: S.Scheduled, when: 'accepted with a future execute_at' },
  { event: 'submitted', from: null, to: S.Pending, when: 'accepted' },
  { event: 'due', from: S.Scheduled, to: S.Pending, when: 'its time has come' },
  { event: 'due', from: S.Retry, to: S.Pending, when: 'the retry delay is over' },
  { event: 'rescheduled', from: S.Pending, to: S.Scheduled, when: 'execute_at was moved into the future' },
  { event: 'queued', from: S.Pending, to: S.Queued, when: 'dispatched' },
  {
    event: 'taken_back',
    from: S.Queued,
    to: S.Pending,
    when: 'publish failed, pause, refused claim, reconciliation, priority change, preempted',
  },
  { event: 'claimed', from: S.Pending, to: S.Claimed, when: 'lease granted to a pull session' },
  { event: 'started', from: S.Claimed, to: S.Running, when: 'the session says start' },
  { event: 'started', from: S.Queued, to: S.Running, when: 'lease granted to a worker' },
  { event: 'handed_back', from: S.Claimed, to: S.Pending, when: 'handed back by a draining worker, uncounted' },
  { event: 'handed_back', from: S.Running, to: S.Pending, when: 'handed back by a draining worker, uncounted' },
  { event: 'waiting', from: S.Running, to: S.Waiting, when: 'approval, http callback, budget pause' },
  { event: 'resumed', from: S.Waiting, to: S.Pending, when: 'decided' },
  { event: 'failed', from: S.Waiting, to: S.Failed, when: 'refused' },
  { event: 'timed_out', from: S.Waiting, to: S.Timeout, when: 'its deadline passed' },
  { event: 'completed', from: S.Running, to: S.Completed, when: 'the agent returned a valid output' },
  { event: 'retry_scheduled', from: S.Claimed, to: S.Retry, when: 'lost, and the policy grants another attempt' },
  {
    event: 'retry_scheduled',
    from: S.Running,
    to: S.Retry,
    when: 'failed, timed out or lost its lease, and the policy grants another attempt',
  },
  { event: 'failed', from: S.Claimed, to: S.Failed, when: 'permanent error, or attempts exhausted' },
  { event: 'failed', from: S.Running, to: S.Failed, when: 'permanent error, or attempts exhausted' },
  { event: 'timed_out', from: S.Claimed, to: S.Timeout, when: 'hard time limit and no attempt left' },
  { event: 'timed_out', from: S.Running, to: S.Timeout, when: 'hard time limit and no attempt left' },
  { event: 'failed', from: S.Pending, to: S.Failed, when: 'cannot start: agent gone, payload unreadable, budget stop' },
  { event: 'failed', from: S.Queued, to: S.Failed, when: 'cannot start: agent gone, payload unreadable, budget stop' },
  ...[S.Scheduled, S.Pending, S.Queued, S.Claimed, S.Running, S.Waiting, S.Retry].map((from) => ({
    event: 'cancelled' as const,
    from,
    to: S.Cancelled,
    when: 'cancelled, or expires_at passed before the start',
  })),
] as const satisfies readonly TaskTransition[];

export type TaskEventType = (typeof TASK_TRANSITIONS)[number]['event'] | TaskAnnotation;

/** Events that say something about a task without moving it; an annotation may follow the end. */
export const TASK_ANNOTATIONS = ['cancel_requested', 'changed', 'publish_failed', 'resubmitted', 'discarded'] as const;
export type TaskAnnotation = (typeof TASK_ANNOTATIONS)[number];

/** The statuses from which `event` leads to `to`: the SQL guard of that move. Empty when the table has no such move. */
export function sourcesOf(event: TaskEventType, to: TaskStatus): TaskStatus[] {
  return TASK_TRANSITIONS.filter((t) => t.event === event && t.to === to).flatMap((t) => (t.from ? [t.from] : []));
}

/** Whether the table holds the move. */
export function canMove(event: TaskEventType, from: TaskStatus | null, to: TaskStatus): boolean {
  return TASK_TRANSITIONS.some((t) => t.event === event && t.from === from && t.to === to);
}
