import type { AttemptReportV1, GrantV1, ProgressV1 } from '@cadre/contracts';
import type { HandBackReason } from './decide-outcome';
import type { StopReason } from './stop-reason';

export type { StopReason } from './stop-reason';

/** A task this worker holds a lease on. */
export interface GrantedTask {
  readonly taskId: string;
  readonly grant: GrantV1;
}

/** What a running attempt has to tell between its start and its end. */
export interface AttemptNews {
  readonly progress?: ProgressV1;
  readonly sealed_checkpoint?: string;
  /** Call it when the news has arrived; until then the same comes again. */
  confirm(): void;
}

/** One attempt under way. */
export interface RunningAttempt {
  /** Monotonic, in ms. */
  readonly startedAt: number;
  /** Resolves with the report; null when the lease was lost and there is nothing to say. Never rejects. */
  readonly ended: Promise<AttemptReportV1 | null>;
  stop(reason: StopReason): void;
  /** Undefined when there is nothing new. */
  news(): AttemptNews | undefined;
}

/** Who holds the lease of an attempt, hears from it and answers for it. */
export interface LeaseHolder {
  /** Something should be told sooner than with the next heartbeat. */
  onNews(): void;
  /** False when no renewal was confirmed for one lease: then the attempt may make no further call. */
  isLeaseConfirmed(): boolean;
}

/** How an attempt ends that has never started. */
export type UnstartedEnd = 'cancelled' | HandBackReason;

/** Runs attempts. */
export abstract class AttemptRunner {
  abstract begin(task: GrantedTask, holder: LeaseHolder): RunningAttempt;
  /**
   * An error nobody caught, thrown by something an agent left running: its attempt fails, the worker lives on. False when
   * it was not thrown on behalf of an attempt.
   */
  abstract crashCurrent(error: unknown): boolean;
  /** The report of an attempt that is over without having started. */
  abstract unstarted(task: GrantedTask, end: UnstartedEnd): AttemptReportV1;
}
