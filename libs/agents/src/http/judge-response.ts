import { TaskErrorCode } from '@cadre/contracts';
import { ErrorClass } from '@cadre/domain';
import { retryAfterSeconds } from '../builtin/retry-after';
import { AgentFailure, permanentFailure, transientFailure } from '../execution/agent-failure';
import { ResponseTimeoutError, type GuardedResponse } from '../net/guarded-request';
import { UrlNotAllowedError } from '../net/url-not-allowed.error';

const SHOWN_BYTES = 1024;
/** 408 and 425 ask for another try in so many words. */
const TRY_AGAIN: ReadonlySet<number> = new Set([408, 425]);

/** The output in a service's answer. Throws AgentFailure for any answer that holds none. */
export function judgeResponse(response: GuardedResponse, maxBytes: number): unknown {
  const { status, body, truncated } = response;
  if (status < 200 || status >= 300) throw refusalOf(response);
  if (truncated) {
    throw permanentFailure(TaskErrorCode.ResponseTooLarge, `the service answered with more than ${maxBytes} bytes`);
  }
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch (cause) {
    throw permanentFailure(TaskErrorCode.HttpError, `the service answered ${status} without JSON`, cause);
  }
}

function refusalOf({ status, headers, body }: GuardedResponse): AgentFailure {
  const message = `the service answered ${status}: ${body.subarray(0, SHOWN_BYTES).toString('utf8')}`;
  const retryAfter = retryAfterSeconds(headers['retry-after'], Date.now());
  if (status === 429) {
    return new AgentFailure(TaskErrorCode.RateLimited, message, {
      errorClass: ErrorClass.RateLimited,
      retryAfterSeconds: retryAfter,
    });
  }
  if (status < 500 && !TRY_AGAIN.has(status)) return permanentFailure(TaskErrorCode.HttpError, message);
  return new AgentFailure(TaskErrorCode.HttpError, message, {
    errorClass: ErrorClass.Transient,
    retryAfterSeconds: retryAfter,
  });
}

/** What a request that came to nothing means for the attempt. */
export function failureOf(error: unknown): unknown {
  if (error instanceof AgentFailure) return error;
  if (error instanceof UrlNotAllowedError) {
    return new AgentFailure(TaskErrorCode.UrlNotAllowed, error.message, { errorClass: ErrorClass.PolicyDenied });
  }
  if (error instanceof ResponseTimeoutError) return transientFailure(TaskErrorCode.NetworkError, error.message, error);
  const { code, message } = error as NodeJS.ErrnoException;
  return transientFailure(TaskErrorCode.NetworkError, `the service cannot be reached: ${code ?? message}`, error);
}
