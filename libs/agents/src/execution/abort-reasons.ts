import { TaskErrorCode } from '@cadre/contracts';
import { ErrorClass } from '@cadre/domain';
import { AgentFailure } from './agent-failure';

/** The soft limit: time to wind up. What the agent answers until the hard limit still counts. */
export function softTimeLimit(seconds: number): AgentFailure {
  const message = `stopped at the soft time limit of ${seconds} s`;
  return new AgentFailure(TaskErrorCode.SoftTimeout, message, { errorClass: ErrorClass.Timeout });
}

/** The hard limit: over. */
export function hardTimeLimit(seconds: number): AgentFailure {
  const message = `did not finish within the time limit of ${seconds} s`;
  return new AgentFailure(TaskErrorCode.TaskTimeout, message, { errorClass: ErrorClass.Timeout });
}

/** Somebody asked for the end. */
export function cancelRequested(): AgentFailure {
  return new AgentFailure(TaskErrorCode.Cancelled, 'cancelled', { errorClass: ErrorClass.Permanent });
}

/** Another worker may be running the task by now. */
export function leaseLost(): AgentFailure {
  return new AgentFailure(TaskErrorCode.LeaseLost, 'the lease was lost', { errorClass: ErrorClass.WorkerLost });
}

/** Nobody has confirmed the lease for as long as it lasts: another worker may be running the task by now. */
export function leaseUnconfirmed(): AgentFailure {
  const message = 'the lease was not confirmed in time';
  return new AgentFailure(TaskErrorCode.LeaseLost, message, { errorClass: ErrorClass.WorkerLost });
}

/** The worker is going away; the task goes back uncounted. */
export function workerShutdown(): AgentFailure {
  return new AgentFailure(TaskErrorCode.WorkerLost, 'the worker is shutting down', {
    errorClass: ErrorClass.Transient,
  });
}
