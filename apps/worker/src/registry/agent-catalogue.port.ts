import type { AgentDefinition } from '@cadre/domain';

/** The agents this worker serves. */
export abstract class AgentCatalogue {
  /** Throws an AgentFailure (AGENT_NOT_FOUND). */
  abstract get(agentId: string): AgentDefinition;
  abstract all(): readonly AgentDefinition[];
}
