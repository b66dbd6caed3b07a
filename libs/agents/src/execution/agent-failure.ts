import type { TaskErrorCode } from '@cadre/contracts';
import { ErrorClass } from '@cadre/domain';

/**
 * How an attempt fails when the cause is known. The class decides whether another attempt follows; the code is what a
 * caller can act on; the message is shown to the task's owner, so it holds no secret.
 */
export class AgentFailure extends Error {
  readonly errorClass: ErrorClass;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly code: TaskErrorCode,
    message: string,
    options: { errorClass: ErrorClass; retryAfterSeconds?: number | undefined; cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.name = 'AgentFailure';
    this.errorClass = options.errorClass;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** The same input would fail again. */
export function permanentFailure(code: TaskErrorCode, message: string, cause?: unknown): AgentFailure {
  return new AgentFailure(code, message, { errorClass: ErrorClass.Permanent, cause });
}

/** It may pass by itself. */
export function transientFailure(code: TaskErrorCode, message: string, cause?: unknown): AgentFailure {
  return new AgentFailure(code, message, { errorClass: ErrorClass.Transient, cause });
}
