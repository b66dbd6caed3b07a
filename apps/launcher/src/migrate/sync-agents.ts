import { formatDefinitionErrors, loadAgentDefinitions } from '@cadre/agents';
import { AgentStore, type Database } from '@cadre/persistence';
import { AgentDefinitionsError } from '../lifecycle/errors';

/** Makes the registry say what the definition files say. Throws AgentDefinitionsError with every mistake. */
export async function syncAgents(database: Database, agentsDir: string): Promise<void> {
  const { definitions, errors } = loadAgentDefinitions(agentsDir);
  if (errors.length > 0) {
    throw new AgentDefinitionsError(
      `The agent definitions in ${agentsDir} have mistakes:\n${formatDefinitionErrors(errors)}`,
    );
  }
  await new AgentStore(database).sync(definitions);
}
