import type { ExecutorRegistry } from '@cadre/agents';
import type { Logger } from '@cadre/observability';
import type { AgentCatalogue } from '../registry/agent-catalogue.port';

/** Thrown at start when an agent of the team could never run here. A restart does not help. */
export class MissingExecutorError extends Error {
  readonly code = 'EXECUTOR_MISSING';
  constructor(agentIds: readonly string[]) {
    super(`this worker has no executor for: ${agentIds.join(', ')}`);
    this.name = 'MissingExecutorError';
  }
}

/** True when every agent of the team has an executor. Throws MissingExecutorError. */
export function requireExecutors(executors: ExecutorRegistry, catalogue: AgentCatalogue, logger: Logger): true {
  const missing = executors.unresolvable(catalogue.all()).map(({ agent_id }) => agent_id);
  if (missing.length > 0) throw new MissingExecutorError(missing);
  logger.info({ agents: catalogue.all().length }, 'agents loaded');
  return true;
}
