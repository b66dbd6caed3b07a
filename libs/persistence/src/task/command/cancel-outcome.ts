import { isTerminal, TaskStatus } from '@cadre/domain';
import type { TaskRow } from '../task-row';

/** What a request to cancel came to. */
export type CancelOutcome =
  | { readonly kind: 'cancelled'; readonly taskId: string; readonly cancelledAt: Date }
  /** It runs: its worker is to be told, and the end will say how it went. */
  | {
      readonly kind: 'cancelling';
      readonly taskId: string;
      readonly requestedAt: Date;
      readonly workerId: string | null;
      readonly team: string;
      readonly leaseNo: number;
    }
  | { readonly kind: 'finished'; readonly taskId: string; readonly status: TaskStatus }
  | { readonly kind: 'not_found'; readonly taskId: string };

export type CancelAction = 'cancel' | 'request' | 'none';

/** Only a running agent has to be asked; everything else ends at once. */
export function decideCancel(status: TaskStatus): CancelAction {
  if (isTerminal(status)) return 'none';
  return status === TaskStatus.Running ? 'request' : 'cancel';
}

/** The outcome for a task as it was locked. `at` is when it was cancelled, or first asked to be. */
export function cancelOutcome(task: TaskRow, at: Date): CancelOutcome {
  const { task_id: taskId, status } = task;
  switch (decideCancel(status)) {
    case 'none':
      return { kind: 'finished', taskId, status };
    case 'cancel':
      return { kind: 'cancelled', taskId, cancelledAt: at };
    case 'request':
      return {
        kind: 'cancelling',
        taskId,
        requestedAt: task.cancel_requested_at ?? at,
        workerId: task.worker_id,
        team: task.team,
        leaseNo: task.lease_no,
      };
  }
}
