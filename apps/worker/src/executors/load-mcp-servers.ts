import { McpServers } from '@cadre/agents';
import type { WorkerConfig } from '@cadre/config';
import type { Logger } from '@cadre/observability';

/** The MCP servers of the worker's settings. Throws McpConfigError. */
export function loadMcpServers(
  { mcpServersFile }: WorkerConfig,
  variables: Readonly<Record<string, string | undefined>>,
  logger: Logger,
): McpServers {
  const servers = McpServers.load(mcpServersFile, variables);
  for (const [server, missing] of servers.lacking) {
    logger.warn({ server, variables: missing }, 'an MCP server is left out: its secrets are not set');
  }
  if (servers.names.length > 0) logger.info({ servers: servers.names }, 'MCP servers');
  return servers;
}
