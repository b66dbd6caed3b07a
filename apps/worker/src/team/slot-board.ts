import type { AttemptReportV1 } from '@cadre/contracts';
import type { AttemptRunner, GrantedTask, StopReason, UnstartedEnd } from '../execution/attempt-runner.port';
import { ClaimAheadRule } from './claim-ahead-rule';
import { HeldLease } from './held-lease';
import type { LeaseBook } from './lease-book';

export interface SlotBoardParts {
  readonly slots: number;
  readonly runner: AttemptRunner;
  readonly leases: LeaseBook;
  /** An attempt is over and has something to report. */
  onReport(lease: HeldLease, report: AttemptReportV1): void;
  /** An attempt has something to tell. */
  onNews(): void;
  /** A slot became free, or the last attempt ended. */
  onFreed(): void;
}

/** Gives slots to granted tasks, in the order of their grants. */
export class SlotBoard {
  private readonly running = new Set<HeldLease>();
  private readonly waiting: HeldLease[] = [];
  private readonly aheadRule = new ClaimAheadRule();
  private reserved = 0;
  private closed = false;

  constructor(private readonly parts: SlotBoardParts) {}

  get busy(): number {
    return this.running.size;
  }

  /** Nothing runs, waits or is being claimed. */
  get idle(): boolean {
    return this.running.size + this.waiting.length + this.reserved === 0;
  }

  /** How many more tasks may be claimed now. */
  capacity(): number {
    if (this.closed) return 0;
    const { slots } = this.parts;
    const ahead = this.aheadRule.permits(this.oldestRunningMs()) ? slots : 0;
    return Math.max(0, slots + ahead - this.running.size - this.waiting.length - this.reserved);
  }

  /** Takes at most `wanted` places for tasks that are about to be claimed; answers with how many it got. */
  reserve(wanted: number): number {
    const got = Math.min(wanted, this.capacity());
    this.reserved += got;
    return got;
  }

  /** The claim of a reserved place came to nothing. */
  release(): void {
    this.reserved -= 1;
    this.parts.onFreed();
  }

  /** The claim of a reserved place was granted; `claimedAt` is when it was asked for. */
  admit(task: GrantedTask, claimedAt: number): void {
    this.reserved -= 1;
    const lease = new HeldLease(task, claimedAt);
    this.parts.leases.add(lease);
    if (task.grant.cancel_requested) return this.endUnstarted(lease, 'cancelled');
    if (this.closed) return this.endUnstarted(lease, 'shutdown');
    this.waiting.push(lease);
    this.startNext();
  }

  /** Tells one lease's attempt to stop; a waiting one is over at once. */
  stop(lease: HeldLease, reason: StopReason): void {
    if (lease.phase.kind === 'running') return lease.phase.attempt.stop(reason);
    if (lease.phase.kind === 'reporting') return;
    this.removeWaiting(lease);
    if (reason === 'lease_lost') this.drop(lease);
    else this.endUnstarted(lease, reason === 'cancelled' ? 'cancelled' : 'shutdown');
  }

  /** From now on nothing starts; what waits goes back. */
  close(): void {
    this.closed = true;
    for (const lease of this.waiting.splice(0)) this.endUnstarted(lease, 'shutdown');
  }

  /** Tells everything that still runs to stop. */
  stopAll(reason: StopReason): void {
    for (const lease of this.running) this.stop(lease, reason);
  }

  private startNext(): void {
    while (this.running.size < this.parts.slots) {
      const next = this.waiting.shift();
      if (next === undefined) return;
      if (next.isConfirmed(performance.now())) this.start(next);
      else this.endUnstarted(next, 'lease_unconfirmed');
    }
  }

  private start(lease: HeldLease): void {
    const attempt = this.parts.runner.begin(lease.task, {
      onNews: () => this.parts.onNews(),
      isLeaseConfirmed: () => lease.isConfirmed(performance.now()),
    });
    lease.phase = { kind: 'running', attempt };
    this.running.add(lease);
    void attempt.ended.then((report) => this.ended(lease, attempt.startedAt, report));
  }

  private ended(lease: HeldLease, startedAt: number, report: AttemptReportV1 | null): void {
    this.running.delete(lease);
    this.aheadRule.attemptTook(performance.now() - startedAt);
    if (report === null) this.parts.leases.remove(lease);
    else this.report(lease, report);
    this.startNext();
    this.parts.onFreed();
  }

  private endUnstarted(lease: HeldLease, end: UnstartedEnd): void {
    this.report(lease, this.parts.runner.unstarted(lease.task, end));
    this.parts.onFreed();
  }

  private report(lease: HeldLease, report: AttemptReportV1): void {
    lease.phase = { kind: 'reporting', report };
    this.parts.onReport(lease, report);
  }

  private drop(lease: HeldLease): void {
    this.parts.leases.remove(lease);
    this.parts.onFreed();
  }

  private removeWaiting(lease: HeldLease): void {
    const index = this.waiting.indexOf(lease);
    if (index !== -1) this.waiting.splice(index, 1);
  }

  private oldestRunningMs(): number {
    const now = performance.now();
    let oldest = 0;
    for (const { phase } of this.running) {
      if (phase.kind === 'running') oldest = Math.max(oldest, now - phase.attempt.startedAt);
    }
    return oldest;
  }
}
