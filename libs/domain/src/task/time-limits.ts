/** What an agent that states no time limits gets. */
export const DEFAULT_TIMEOUT_SECONDS = 3600;
export const DEFAULT_SOFT_TIMEOUT_SECONDS = 3300;

/** The part of an agent's limits that bounds one attempt. */
export interface AgentTimeLimits {
  readonly timeout_seconds?: number | null;
  readonly soft_timeout_seconds?: number | null;
}

export interface TimeLimits {
  /** The attempt is ended by force. */
  readonly timeoutSeconds: number;
  /** The agent is told to come to an end. */
  readonly softTimeoutSeconds: number;
}

/**
 * The limits of one task: it may ask for less time than its agent allows, never for more. A shorter hard limit pulls
 * the soft one along in proportion, so that the warning still comes before the end.
 */
export function effectiveTimeLimits(agent: AgentTimeLimits, requestedSeconds?: number): TimeLimits {
  const hard = agent.timeout_seconds ?? DEFAULT_TIMEOUT_SECONDS;
  const soft = Math.min(agent.soft_timeout_seconds ?? defaultSoft(hard), hard);
  const timeoutSeconds = Math.max(1, Math.min(hard, Math.floor(requestedSeconds ?? hard)));
  const softTimeoutSeconds = Math.max(1, Math.floor((timeoutSeconds * soft) / hard));
  return { timeoutSeconds, softTimeoutSeconds };
}

function defaultSoft(hard: number): number {
  return Math.max(1, Math.floor((hard * DEFAULT_SOFT_TIMEOUT_SECONDS) / DEFAULT_TIMEOUT_SECONDS));
}
