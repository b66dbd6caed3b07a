import type { AttemptReportV1 } from '@cadre/contracts';
import type { GrantedTask, RunningAttempt } from '../execution/attempt-runner.port';

/** Where a leased task stands on this worker. */
export type LeasePhase =
  /** Claimed ahead, no slot yet. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'running'; readonly attempt: RunningAttempt }
  /** Over; the lease is kept until the report is settled. */
  | { readonly kind: 'reporting'; readonly report: AttemptReportV1 };

/** A lease this worker believes to hold. */
export class HeldLease {
  phase: LeasePhase = { kind: 'waiting' };
  /** The orchestrator said so; its attempt was aborted. */
  isLost = false;

  constructor(
    readonly task: GrantedTask,
    /** Monotonic time at which the request was sent that was answered with "yours". */
    private renewedAt: number,
  ) {}

  get taskId(): string {
    return this.task.taskId;
  }

  get token(): string {
    return this.task.grant.lease_token;
  }

  renewed(sentAt: number): void {
    this.renewedAt = Math.max(this.renewedAt, sentAt);
  }

  /** False when no renewal was confirmed for one lease: somebody else may have the task by now. */
  isConfirmed(now: number): boolean {
    return now - this.renewedAt < this.task.grant.lease_seconds * 1000;
  }
}
