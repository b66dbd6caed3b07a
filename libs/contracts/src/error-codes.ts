/**
 * The one list of stable codes. A code never changes its meaning and never disappears; its wording for people stands
 * where the answer is made.
 */

/** What a caller of the gateway reads as `code` in problem+json. */
export const ProblemCode = {
  /** 400: the body, query or path is malformed, names an unknown field or breaks a limit. */
  ValidationFailed: 'VALIDATION_FAILED',
  /** 400: a body that is not JSON. */
  MalformedBody: 'MALFORMED_BODY',
  /** 400: `__proto__`, `constructor` or `prototype` as a key. */
  ForbiddenKey: 'FORBIDDEN_KEY',
  /** 400: NUL or a lone surrogate in a text. */
  InvalidText: 'INVALID_TEXT',
  /** 400: a paging cursor this server did not issue for this list. */
  InvalidCursor: 'INVALID_CURSOR',
  /** 401: no credentials. */
  AuthenticationRequired: 'AUTHENTICATION_REQUIRED',
  /** 401: wrong email or password; never says which. */
  InvalidCredentials: 'INVALID_CREDENTIALS',
  /** 401: a token that was not issued here, was altered, or is of the wrong kind. */
  TokenInvalid: 'TOKEN_INVALID',
  TokenExpired: 'TOKEN_EXPIRED',
  /** 401: a rotated refresh token came again; its family is revoked. */
  RefreshReused: 'REFRESH_REUSED',
  /** 401: a callback that nobody signed, or somebody without the secret. */
  SignatureInvalid: 'SIGNATURE_INVALID',
  /** 401: a callback signed too long ago, or in the future. */
  SignatureStale: 'SIGNATURE_STALE',
  /** 403: known, but without the right. */
  Forbidden: 'FORBIDDEN',
  /** 404: no such route, or an object that is absent or somebody else's. */
  NotFound: 'NOT_FOUND',
  TaskNotFound: 'TASK_NOT_FOUND',
  AgentNotFound: 'AGENT_NOT_FOUND',
  ArtifactNotFound: 'ARTIFACT_NOT_FOUND',
  DeadLetterNotFound: 'DEAD_LETTER_NOT_FOUND',
  ScheduleNotFound: 'SCHEDULE_NOT_FOUND',
  UserNotFound: 'USER_NOT_FOUND',
  WorkerNotFound: 'WORKER_NOT_FOUND',
  WorkflowNotFound: 'WORKFLOW_NOT_FOUND',
  /** 404: the run has no such step, or not one of this kind. */
  WorkflowStepNotFound: 'WORKFLOW_STEP_NOT_FOUND',
  /** 404: no such workflow template, or no such version of it. */
  TemplateNotFound: 'TEMPLATE_NOT_FOUND',
  /** 404: no such question to a person. */
  ApprovalNotFound: 'APPROVAL_NOT_FOUND',
  /** 404 with Retry-After: nothing waits for this callback, or not yet. */
  CallbackNotFound: 'CALLBACK_NOT_FOUND',
  /** 405, with `Allow`. */
  MethodNotAllowed: 'METHOD_NOT_ALLOWED',
  NotAcceptable: 'NOT_ACCEPTABLE',
  /** 408: the request did not arrive in time. */
  RequestTimeout: 'REQUEST_TIMEOUT',
  /** 409: a live task holds the dedupe key, and the caller may not read it. */
  DuplicateTask: 'DUPLICATE_TASK',
  /** 409: the first request with this key is still under way. */
  IdempotencyInProgress: 'IDEMPOTENCY_IN_PROGRESS',
  TaskAlreadyFinished: 'TASK_ALREADY_FINISHED',
  /** 409: a hand retry of a task that is still under way. */
  TaskNotFinished: 'TASK_NOT_FINISHED',
  /** 409: a hand retry of a completed task without `force`. */
  TaskCompleted: 'TASK_COMPLETED',
  /** 409: the field can no longer change in the task's present state. */
  TaskNotChangeable: 'TASK_NOT_CHANGEABLE',
  /** 409: another answer came before, or the task has ended otherwise. */
  CallbackClosed: 'CALLBACK_CLOSED',
  /** 409: somebody has decided before, or the task no longer waits. */
  ApprovalClosed: 'APPROVAL_CLOSED',
  /** 409: the dead letter was resubmitted or discarded before. */
  DeadLetterResolved: 'DEAD_LETTER_RESOLVED',
  /** 409: nothing lies ahead of the schedule that it could fire for. */
  ScheduleFinished: 'SCHEDULE_FINISHED',
  WorkflowAlreadyFinished: 'WORKFLOW_ALREADY_FINISHED',
  /** 409: a command that does not fit what the run is doing: a pause of a paused one, a retry of one that runs. */
  WorkflowStateConflict: 'WORKFLOW_STATE_CONFLICT',
  /** 409: the step does not wait for a decision, or has one. */
  WorkflowStepNotWaiting: 'WORKFLOW_STEP_NOT_WAITING',
  /** 409: an email or external id that is taken. */
  AlreadyExists: 'ALREADY_EXISTS',
  /** 412: a stale If-Match. */
  PreconditionFailed: 'PRECONDITION_FAILED',
  PayloadTooLarge: 'PAYLOAD_TOO_LARGE',
  /** 414. */
  UriTooLong: 'URI_TOO_LONG',
  UnsupportedMediaType: 'UNSUPPORTED_MEDIA_TYPE',
  RangeNotSatisfiable: 'RANGE_NOT_SATISFIABLE',
  /** 422: parameters against the agent's schema; all errors are listed. */
  ParametersInvalid: 'PARAMETERS_INVALID',
  /** 422: a workflow definition with mistakes; all of them are listed, each with its step and its place. */
  DefinitionInvalid: 'DEFINITION_INVALID',
  /** 422: values that do not fit what the workflow asks for; all errors are listed. */
  InputsInvalid: 'INPUTS_INVALID',
  /** 422: a decision whose values do not fit the form of the step. */
  FormInvalid: 'FORM_INVALID',
  /** 422: what the schedule is to fire cannot be fired by this installation. */
  /** 422: the same idempotency key with another body. */
  IdempotencyKeyReused: 'IDEMPOTENCY_KEY_REUSED',
  /** 422: an address that must not be called from here. */
  UrlNotAllowed: 'URL_NOT_ALLOWED',
  ArtifactRejected: 'ARTIFACT_REJECTED',
  /** 422: an atomic bulk submission with at least one bad member. */
  BulkRejected: 'BULK_REJECTED',
  PasswordTooWeak: 'PASSWORD_TOO_WEAK',
  RateLimited: 'RATE_LIMITED',
  /** 429: too many failed logins for this account and address. */
  LoginLocked: 'LOGIN_LOCKED',
  /** 431. */
  HeadersTooLarge: 'HEADERS_TOO_LARGE',
  /** 500: our fault; nothing about it is told but the correlation id. */
  InternalError: 'INTERNAL_ERROR',
  /** 503 with Retry-After. */
  DatabaseUnavailable: 'DATABASE_UNAVAILABLE',
  /** 503 with Retry-After: every connection to the database is taken, or its transactions get in each other's way. */
  DatabaseBusy: 'DATABASE_BUSY',
  /** 503 with Retry-After: more work is waiting at the door than can be taken in time. */
  Overloaded: 'OVERLOADED',
  ShuttingDown: 'SHUTTING_DOWN',
} as const;
export type ProblemCode = (typeof ProblemCode)[keyof typeof ProblemCode];

/** Why a task failed or was cancelled: `error.code` of a task, an attempt and a dead letter. */
export const TaskErrorCode = {
  /** The agent threw something that carries no code of its own. */
  AgentError: 'AGENT_ERROR',
  /** The parameters no longer fit the agent (its schema changed since). */
  ParametersInvalid: 'PARAMETERS_INVALID',
  OutputInvalid: 'OUTPUT_INVALID',
  ResultTooLarge: 'RESULT_TOO_LARGE',
  /** A resume point over its limit. */
  CheckpointTooLarge: 'CHECKPOINT_TOO_LARGE',
  /** The hard time limit. */
  TaskTimeout: 'TASK_TIMEOUT',
  /** The soft time limit: the agent stopped by itself when told that time runs out. */
  SoftTimeout: 'SOFT_TIMEOUT',
  WorkerLost: 'WORKER_LOST',
  LeaseLost: 'LEASE_LOST',
  /** The hard cap of leases per task. */
  AttemptsExhausted: 'ATTEMPTS_EXHAUSTED',
  /** The last permitted retry failed in the same way. */
  MaxRetriesExceeded: 'MAX_RETRIES_EXCEEDED',
  /** `expires_at` passed before the start. */
  Expired: 'EXPIRED',
  Cancelled: 'CANCELLED',
  /** The agent is no longer in the registry. */
  AgentNotFound: 'AGENT_NOT_FOUND',
  /** This worker's build does not know the agent or its executor. */
  ExecutorUnavailable: 'EXECUTOR_UNAVAILABLE',
  /** The payload cannot be decrypted or decoded. */
  PayloadUnreadable: 'PAYLOAD_UNREADABLE',
  /** The statement refused this row's data. */
  DataRejected: 'DATA_REJECTED',
  ArtifactNotFound: 'ARTIFACT_NOT_FOUND',
  ArtifactRejected: 'ARTIFACT_REJECTED',
  /** The store had no room for what the agent wrote; worth another try. */
  ArtifactStoreFull: 'ARTIFACT_STORE_FULL',
  /** What the agent wrote does not fit the artifact's schema. */
  ArtifactInvalid: 'ARTIFACT_INVALID',
  WorkspaceNotAllowed: 'WORKSPACE_NOT_ALLOWED',
  WorkspaceUnreadable: 'WORKSPACE_UNREADABLE',
  /** The given patch does not apply to the workspace. */
  PatchRejected: 'PATCH_REJECTED',
  CommandFailed: 'COMMAND_FAILED',
  RateLimited: 'RATE_LIMITED',
  UrlNotAllowed: 'URL_NOT_ALLOWED',
  HttpError: 'HTTP_ERROR',
  NetworkError: 'NETWORK_ERROR',
  ResponseTooLarge: 'RESPONSE_TOO_LARGE',
  ProviderUnavailable: 'PROVIDER_UNAVAILABLE',
  /** The model would not do what it was asked. */
  ProviderRefused: 'PROVIDER_REFUSED',
  /** The provider does not take the request: a bad key, an unknown model, too long a text. */
  ProviderRejected: 'PROVIDER_REJECTED',
  BudgetExceeded: 'BUDGET_EXCEEDED',
  ToolNotAllowed: 'TOOL_NOT_ALLOWED',
  /** A person refused the call of a tool; the model was told and went on. */
  ToolDenied: 'TOOL_DENIED',
  /** What a tool answered was an error of its own. */
  ToolFailed: 'TOOL_FAILED',
  /** The server behind a tool was too slow; the model was told. */
  ToolTimeout: 'TOOL_TIMEOUT',
  /** The server behind a tool cannot be reached or has gone away; worth another try. */
  ToolUnavailable: 'TOOL_UNAVAILABLE',
  /** What the platform's echo agent fails with when asked to. */
  EchoFailure: 'ECHO_FAILURE',
  /** The profile demands a level of isolation this machine cannot give. */
  SandboxUnavailable: 'SANDBOX_UNAVAILABLE',
  SandboxTimeExceeded: 'SANDBOX_TIME_EXCEEDED',
  SandboxCpuExceeded: 'SANDBOX_CPU_EXCEEDED',
  SandboxMemoryExceeded: 'SANDBOX_MEMORY_EXCEEDED',
  SandboxFileSizeExceeded: 'SANDBOX_FILE_SIZE_EXCEEDED',
  SandboxOpenFilesExceeded: 'SANDBOX_OPEN_FILES_EXCEEDED',
  SandboxProcessesExceeded: 'SANDBOX_PROCESSES_EXCEEDED',
  SandboxOutputExceeded: 'SANDBOX_OUTPUT_EXCEEDED',
  SandboxPathDenied: 'SANDBOX_PATH_DENIED',
  SandboxNetworkDenied: 'SANDBOX_NETWORK_DENIED',
} as const;
export type TaskErrorCode = (typeof TaskErrorCode)[keyof typeof TaskErrorCode];
