import { loadAgentDefinitions, permanentFailure, formatDefinitionErrors } from '@cadre/agents';
import { TaskErrorCode } from '@cadre/contracts';
import type { AgentDefinition } from '@cadre/domain';
import type { Logger } from '@cadre/observability';
import { AgentCatalogue } from './agent-catalogue.port';

/** The definitions of one team, read at start. A file with mistakes is left out and named in the log. */
export class FolderAgentCatalogue extends AgentCatalogue {
  private constructor(private readonly definitions: ReadonlyMap<string, AgentDefinition>) {
    super();
  }

  static load(dir: string, team: string, logger: Logger): FolderAgentCatalogue {
    const { definitions, errors } = loadAgentDefinitions(dir, team);
    if (errors.length > 0)
      logger.error({ mistakes: formatDefinitionErrors(errors) }, 'agent definitions have mistakes');
    return new FolderAgentCatalogue(new Map(definitions.map((definition) => [definition.agent_id, definition])));
  }

  override get(agentId: string): AgentDefinition {
    const definition = this.definitions.get(agentId);
    if (definition !== undefined) return definition;
    throw permanentFailure(TaskErrorCode.AgentNotFound, `this worker has no definition of the agent "${agentId}"`);
  }

  override all(): readonly AgentDefinition[] {
    return [...this.definitions.values()];
  }
}
