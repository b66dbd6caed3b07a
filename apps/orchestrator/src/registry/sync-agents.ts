import { formatDefinitionErrors, loadAgentDefinitions } from '@cadre/agents';
import type { Logger } from '@cadre/observability';
import { AgentStore, type Database } from '@cadre/persistence';

/**
 * Makes the registry say what the definition files say. With a mistake in any of them nothing changes: the last good
 * versions stay, and no agent is retired because its file does not parse.
 */
export async function syncAgents(db: Database, dir: string, logger: Logger): Promise<void> {
  const { definitions, errors } = loadAgentDefinitions(dir);
  if (errors.length > 0) {
    logger.error({ mistakes: formatDefinitionErrors(errors) }, 'agent definitions have mistakes; the registry stays');
    return;
  }
  const report = await new AgentStore(db).sync(definitions);
  logger.debug({ agents: definitions.length, ...report }, 'agents are registered');
}
