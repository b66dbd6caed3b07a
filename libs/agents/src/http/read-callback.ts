import { TaskErrorCode } from '@cadre/contracts';
import { permanentFailure, transientFailure } from '../execution/agent-failure';
import type { AgentTask } from '../execution/executor.port';
import { isRecord } from '../schema/json-value';

/**
 * What a service has called back with, if it has. Undefined: nothing yet, or a failure that an attempt has reported
 * already, so that the task has to be handed over once more. Throws AgentFailure for a failure it has called back with.
 */
export function readCallback(task: AgentTask, checkpoint: unknown): { readonly output: unknown } | undefined {
  if (!isRecord(checkpoint) || !isRecord(checkpoint['callback'])) return undefined;
  const { callback, failures } = checkpoint;
  const { status, output, error } = callback;
  if (status === 'completed') return { output: output ?? null };
  if (failures !== task.failuresCounted) return undefined;
  throw failureIn(isRecord(error) ? error : {});
}

function failureIn({ code, message, retryable }: Record<string, unknown>): Error {
  const named = typeof code === 'string' ? `${code}: ` : '';
  const said = `${named}${typeof message === 'string' ? message : 'the service reported a failure'}`;
  return retryable === true
    ? transientFailure(TaskErrorCode.AgentError, said)
    : permanentFailure(TaskErrorCode.AgentError, said);
}
