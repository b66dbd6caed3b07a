import type { ApprovalRequest } from '../tools/approval';

/** Somebody outside goes on with the task and calls back when it is done. */
export interface CallbackWait {
  readonly reason: 'callback';
  readonly deadlineSeconds: number;
  /** The last part of the address that is called. */
  readonly token: string;
  /** Signs the call. */
  readonly secret: Buffer;
}

/** A person has to agree before the task goes on. */
export interface ApprovalWait {
  readonly reason: 'approval';
  readonly request: ApprovalRequest;
  /** JSON; the next attempt finds it again, with the decision as its member `approval`. */
  readonly checkpoint: object;
}

/** What a task waits for without an attempt. */
export type AttemptWait = CallbackWait | ApprovalWait;

/**
 * Thrown by an executor whose attempt is over although its task is not: the slot is freed, the task waits, and the answer
 * comes to the next attempt with its checkpoint. It is no failure.
 */
export class AttemptSuspended extends Error {
  readonly code = 'ATTEMPT_SUSPENDED';
  constructor(readonly wait: AttemptWait) {
    super(wait.reason === 'callback' ? 'the task waits for a callback' : 'the task waits for approval');
    this.name = 'AttemptSuspended';
  }
}
