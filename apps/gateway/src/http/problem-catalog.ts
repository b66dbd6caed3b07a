import { ProblemCode } from '@cadre/contracts';

/** How a stable code is shown over HTTP. */
export interface ProblemKind {
  readonly status: number;
  readonly title: string;
}

/** Every code has its answer here, and only here: a code without one does not compile. */
export const PROBLEM_CATALOG: Readonly<Record<ProblemCode, ProblemKind>> = {
  VALIDATION_FAILED: { status: 400, title: 'The request is not valid' },
  MALFORMED_BODY: { status: 400, title: 'The request is malformed' },
  FORBIDDEN_KEY: { status: 400, title: 'A key of the body is forbidden' },
  INVALID_TEXT: { status: 400, title: 'A text holds characters that cannot be kept' },
  INVALID_CURSOR: { status: 400, title: 'The cursor does not belong to this list' },
  AUTHENTICATION_REQUIRED: { status: 401, title: 'Please log in' },
  INVALID_CREDENTIALS: { status: 401, title: 'Wrong email or password' },
  TOKEN_INVALID: { status: 401, title: 'The token is not valid' },
  TOKEN_EXPIRED: { status: 401, title: 'The token has expired' },
  REFRESH_REUSED: { status: 401, title: 'The refresh token was used before' },
  SIGNATURE_INVALID: { status: 401, title: 'The signature is not valid' },
  SIGNATURE_STALE: { status: 401, title: 'The signature is too old' },
  FORBIDDEN: { status: 403, title: 'Not allowed' },
  NOT_FOUND: { status: 404, title: 'Not found' },
  TASK_NOT_FOUND: { status: 404, title: 'No such task' },
  AGENT_NOT_FOUND: { status: 404, title: 'No such agent' },
  ARTIFACT_NOT_FOUND: { status: 404, title: 'No such artifact' },
  DEAD_LETTER_NOT_FOUND: { status: 404, title: 'No such dead letter' },
  SCHEDULE_NOT_FOUND: { status: 404, title: 'No such schedule' },
  USER_NOT_FOUND: { status: 404, title: 'No such user' },
  WORKER_NOT_FOUND: { status: 404, title: 'No such worker' },
  WORKFLOW_NOT_FOUND: { status: 404, title: 'No such workflow' },
  WORKFLOW_STEP_NOT_FOUND: { status: 404, title: 'The workflow has no such step' },
  TEMPLATE_NOT_FOUND: { status: 404, title: 'No such workflow template' },
  APPROVAL_NOT_FOUND: { status: 404, title: 'No such approval' },
  CALLBACK_NOT_FOUND: { status: 404, title: 'Nothing waits for this callback' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'The method is not allowed here' },
  NOT_ACCEPTABLE: { status: 406, title: 'No acceptable representation' },
  REQUEST_TIMEOUT: { status: 408, title: 'The request took too long to arrive' },
  DUPLICATE_TASK: { status: 409, title: 'A task with this dedupe_key is under way' },
  IDEMPOTENCY_IN_PROGRESS: { status: 409, title: 'The first request with this key is under way' },
  TASK_ALREADY_FINISHED: { status: 409, title: 'The task is finished' },
  TASK_NOT_FINISHED: { status: 409, title: 'The task is not finished' },
  TASK_COMPLETED: { status: 409, title: 'The task is completed' },
  TASK_NOT_CHANGEABLE: { status: 409, title: 'The task can no longer be changed' },
  APPROVAL_CLOSED: { status: 409, title: 'Nobody is asked any more' },
  CALLBACK_CLOSED: { status: 409, title: 'Nothing waits for this callback any more' },
  DEAD_LETTER_RESOLVED: { status: 409, title: 'The dead letter was dealt with before' },
  SCHEDULE_FINISHED: { status: 409, title: 'Nothing lies ahead of the schedule' },
  WORKFLOW_ALREADY_FINISHED: { status: 409, title: 'The workflow has ended' },
  WORKFLOW_STATE_CONFLICT: { status: 409, title: 'The workflow is in another state' },
  WORKFLOW_STEP_NOT_WAITING: { status: 409, title: 'The step does not wait for a decision' },
  ALREADY_EXISTS: { status: 409, title: 'It exists already' },
  PRECONDITION_FAILED: { status: 412, title: 'It has changed since it was read' },
  PAYLOAD_TOO_LARGE: { status: 413, title: 'The body is too large' },
  URI_TOO_LONG: { status: 414, title: 'The address is too long' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'The content type is not supported' },
  RANGE_NOT_SATISFIABLE: { status: 416, title: 'The range lies outside the content' },
  PARAMETERS_INVALID: { status: 422, title: "The parameters do not fit the agent's schema" },
  DEFINITION_INVALID: { status: 422, title: 'The workflow definition has mistakes' },
  INPUTS_INVALID: { status: 422, title: 'The inputs do not fit the workflow' },
  FORM_INVALID: { status: 422, title: 'The values do not fit the form' },
  IDEMPOTENCY_KEY_REUSED: { status: 422, title: 'The idempotency key was used with another body' },
  URL_NOT_ALLOWED: { status: 422, title: 'This address must not be called' },
  ARTIFACT_REJECTED: { status: 422, title: 'The artifact is not acceptable' },
  BULK_REJECTED: { status: 422, title: 'At least one submission is not acceptable' },
  PASSWORD_TOO_WEAK: { status: 422, title: 'The password is too weak' },
  RATE_LIMITED: { status: 429, title: 'Too many requests' },
  LOGIN_LOCKED: { status: 429, title: 'Too many failed logins' },
  HEADERS_TOO_LARGE: { status: 431, title: 'The headers are too large' },
  INTERNAL_ERROR: { status: 500, title: 'Something went wrong on our side' },
  DATABASE_UNAVAILABLE: { status: 503, title: 'The database is away' },
  DATABASE_BUSY: { status: 503, title: 'The database is busy' },
  OVERLOADED: { status: 503, title: 'Too much is waiting' },
  SHUTTING_DOWN: { status: 503, title: 'This server is shutting down' },
};

/** The code that stands for a bare status, where a framework decided and gave no code. */
export function codeOfStatus(status: number): ProblemCode {
  switch (status) {
    case 401:
      return ProblemCode.AuthenticationRequired;
    case 403:
      return ProblemCode.Forbidden;
    case 404:
      return ProblemCode.NotFound;
    case 405:
      return ProblemCode.MethodNotAllowed;
    case 406:
      return ProblemCode.NotAcceptable;
    case 408:
      return ProblemCode.RequestTimeout;
    case 412:
      return ProblemCode.PreconditionFailed;
    case 413:
      return ProblemCode.PayloadTooLarge;
    case 414:
      return ProblemCode.UriTooLong;
    case 415:
      return ProblemCode.UnsupportedMediaType;
    case 416:
      return ProblemCode.RangeNotSatisfiable;
    case 429:
      return ProblemCode.RateLimited;
    case 431:
      return ProblemCode.HeadersTooLarge;
    case 503:
      return ProblemCode.Overloaded;
    default:
      return status >= 400 && status < 500 ? ProblemCode.MalformedBody : ProblemCode.InternalError;
  }
}
