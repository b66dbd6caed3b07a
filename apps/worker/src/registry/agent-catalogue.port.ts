import type { AgentDefinition } from '@cadre/domain';

/** The agents this worker serves. */
export abstract class AgentCatalogue {
  /**
   * The definition in force. `wanted` is the version a task was accepted with: when it is another one, the files are
   * looked at again first. Throws an AgentFailure (AGENT_NOT_FOUND).
   */
  abstract get(agentId: string, wanted?: string | null): AgentDefinition;
  abstract all(): readonly AgentDefinition[];
}
