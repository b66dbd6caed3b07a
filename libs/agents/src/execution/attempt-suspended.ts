/** Somebody outside goes on with the task and calls back when it is done. */
export interface CallbackWait {
  readonly reason: 'callback';
  readonly deadlineSeconds: number;
  /** The last part of the address that is called. */
  readonly token: string;
  /** Signs the call. */
  readonly secret: Buffer;
}

/**
 * Thrown by an executor whose attempt is over although its task is not: the slot is freed, the task waits, and the answer
 * comes to the next attempt as its checkpoint. It is no failure.
 */
export class AttemptSuspended extends Error {
  readonly code = 'ATTEMPT_SUSPENDED';
  constructor(readonly wait: CallbackWait) {
    super('the task waits for a callback');
    this.name = 'AttemptSuspended';
  }
}
