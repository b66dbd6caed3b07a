/** Why an attempt ended without a valid output. The class alone decides whether another attempt is worth it. */
export const ErrorClass = {
  /** The other side said "too many requests"; waits as long as it asked for. Retried. */
  RateLimited: 'rate_limited',
  /** A failure that may pass: network, overload, and every error nobody classified. Retried. */
  Transient: 'transient',
  /** A time limit was reached. Retried. */
  Timeout: 'timeout',
  /** The worker died or froze with the attempt. Retried. */
  WorkerLost: 'worker_lost',
  /** The same input would fail again. */
  Permanent: 'permanent',
  /** The parameters do not fit the agent. */
  InvalidParameters: 'invalid_parameters',
  /** The agent's answer does not fit its output schema. */
  InvalidOutput: 'invalid_output',
  /** A token, cost or step budget is used up. */
  BudgetExceeded: 'budget_exceeded',
  /** A sandbox limit was reached. */
  SandboxLimit: 'sandbox_limit',
  /** A rule of the house forbids it. */
  PolicyDenied: 'policy_denied',
} as const;

export type ErrorClass = (typeof ErrorClass)[keyof typeof ErrorClass];

const RETRYABLE: ReadonlySet<ErrorClass> = new Set([
  ErrorClass.RateLimited,
  ErrorClass.Transient,
  ErrorClass.Timeout,
  ErrorClass.WorkerLost,
]);

export function isRetryable(errorClass: ErrorClass): boolean {
  return RETRYABLE.has(errorClass);
}
