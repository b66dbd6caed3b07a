import { TaskErrorCode } from '@cadre/contracts';
import { ErrorClass } from '@cadre/domain';
import { AgentFailure } from './agent-failure';

/** Whatever was thrown, as a failure: an error nobody classified is transient. */
export function normalizeFailure(thrown: unknown): AgentFailure {
  if (thrown instanceof AgentFailure) return thrown;
  const failure = new AgentFailure(TaskErrorCode.AgentError, messageOf(thrown), {
    errorClass: ErrorClass.Transient,
    cause: thrown,
  });
  if (thrown instanceof Error && thrown.stack !== undefined) failure.stack = thrown.stack;
  return failure;
}

function messageOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message || thrown.name;
  if (typeof thrown === 'string') return thrown;
  try {
    return JSON.stringify(thrown) ?? String(thrown);
  } catch {
    return 'an error that cannot be shown';
  }
}
