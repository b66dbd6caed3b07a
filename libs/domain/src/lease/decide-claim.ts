import { assertNever } from '../assert-never';
import { TaskStatus } from '../task/task-status';

/** Why a claim is refused. None of them is an error of the worker. */
export type ClaimDenial =
  | 'cancelled'
  | 'superseded'
  | 'leased'
  | 'finished'
  | 'not_found'
  | 'paused'
  | 'rate_limited'
  | 'concurrency'
  | 'unreadable'
  | 'foreign_team'
  | 'not_due';

/** `repeat`: the same worker asked before and holds the lease already; nothing moves, the grant is sent again. */
export type ClaimDecision =
  { readonly granted: true; readonly repeat: boolean } | { readonly granted: false; readonly reason: ClaimDenial };

/** The locked row, as far as a claim depends on it. */
export interface ClaimedTaskFacts {
  readonly status: TaskStatus;
  readonly team: string;
  readonly dispatchNo: number;
  readonly workerId: string | null;
  readonly claimId: string | null;
  readonly cancelRequested: boolean;
  /** `expires_at` has passed. */
  readonly expired: boolean;
}

export interface ClaimFacts {
  readonly claim: {
    readonly claimId: string;
    readonly workerId: string;
    readonly team: string;
    readonly dispatchNo: number;
  };
  /** Null: no such task. */
  readonly task: ClaimedTaskFacts | null;
  readonly agent: {
    readonly paused: boolean;
    /** False when the rate limit's bucket holds no token for this start. */
    readonly rateTokenLeft: boolean;
    /** True when more of the agent's tasks are in flight, this one included, than its limit (lowered meanwhile) allows. */
    readonly overConcurrency: boolean;
  };
}

/** Decides whether a worker may start the task of a dispatch message. */
export function decideClaim(facts: ClaimFacts): ClaimDecision {
  const reason = denial(facts);
  if (reason === 'repeat') return { granted: true, repeat: true };
  return reason ? { granted: false, reason } : { granted: true, repeat: false };
}

function denial({ claim, task, agent }: ClaimFacts): ClaimDenial | 'repeat' | null {
  if (!task) return 'not_found';
  if (task.team !== claim.team) return 'foreign_team';
  switch (task.status) {
    case TaskStatus.Claimed:
    case TaskStatus.Running:
      return task.claimId === claim.claimId && task.workerId === claim.workerId ? 'repeat' : 'leased';
    case TaskStatus.Cancelled:
      return 'cancelled';
    case TaskStatus.Completed:
    case TaskStatus.Failed:
    case TaskStatus.Timeout:
      return 'finished';
    case TaskStatus.Scheduled:
    case TaskStatus.Retry:
    case TaskStatus.Waiting:
      return 'not_due';
    // Taken back after its message went out: whatever number the message bears, it is not the next one's.
    case TaskStatus.Pending:
      return 'superseded';
    case TaskStatus.Queued:
      return queuedDenial(claim.dispatchNo, task, agent);
    default:
      return assertNever(task.status);
  }
}

function queuedDenial(dispatchNo: number, task: ClaimedTaskFacts, agent: ClaimFacts['agent']): ClaimDenial | null {
  if (task.dispatchNo !== dispatchNo) return 'superseded';
  if (task.cancelRequested || task.expired) return 'cancelled';
  if (agent.paused) return 'paused';
  if (agent.overConcurrency) return 'concurrency';
  if (!agent.rateTokenLeft) return 'rate_limited';
  return null;
}
