import type { AgentTool } from '../tools/agent-tool.port';
import type { McpServers } from './mcp-servers';
import { McpSession } from './mcp-session';
import { openLink, type McpParts } from './open-link';

const PREFIX = 'mcp.';

/** The tools that one attempt has of MCP servers. */
export interface ServedTools {
  readonly tools: readonly AgentTool[];
  /** Those the definition lists that no server here has, or that none may give. */
  readonly missing: readonly string[];
  /** Ends what was started for them. Resolves when nothing of it is left. */
  close(): Promise<void>;
}

/** Whether a name in a definition is that of an MCP server or of one of its tools. */
export function isServed(name: string): boolean {
  return name.startsWith(PREFIX);
}

/** Opens the servers that an agent's tools need, for one attempt. */
export class AttemptServers {
  constructor(
    private readonly servers: McpServers,
    private readonly parts: McpParts,
  ) {}

  get names(): string[] {
    return this.servers.names;
  }

  /**
   * `mcp.<server>` stands for all that the server may give, `mcp.<server>.<tool>` for one of them. Rejects with
   * AgentFailure when a server does not come up, or the reason of the signal; nothing is left running then.
   */
  async open(wanted: readonly string[], signal: AbortSignal): Promise<ServedTools> {
    const names = new Set(wanted.map((name) => name.split('.')[1] ?? ''));
    const known = [...names].flatMap((name) => this.servers.get(name) ?? []);
    const opened = await Promise.allSettled(
      known.map(async (server) => McpSession.open(server, await openLink(server, this.parts), signal)),
    );
    const sessions = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const close = async (): Promise<void> => {
      await Promise.all(sessions.map((session) => session.close()));
    };
    const failed = opened.find((one) => one.status === 'rejected');
    if (failed !== undefined) {
      await close();
      throw failed.reason;
    }
    const all = sessions.flatMap((session) => session.tools());
    const tools = all.filter((tool) => wanted.some((name) => fits(tool.name, name)));
    return { tools, missing: wanted.filter((name) => !tools.some((tool) => fits(tool.name, name))), close };
  }
}

/** A server has no dot in its name; its tools may have. */
function fits(tool: string, wanted: string): boolean {
  return tool === wanted || (wanted.split('.').length === 2 && tool.startsWith(`${wanted}.`));
}
