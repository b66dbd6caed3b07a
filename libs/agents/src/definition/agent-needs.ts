import type { AgentDefinition } from '@cadre/domain';

/** What agents can find at a worker. */
export interface Offers {
  /** Model providers with a key, by the names that definitions use. */
  readonly providers: readonly string[];
  readonly tools: readonly string[];
  readonly mcp_servers: readonly string[];
}

/** What an agent asks for and no worker has. */
export interface MissingParts {
  /** Model providers without a key. */
  readonly keys: readonly string[];
  readonly tools: readonly string[];
  readonly mcp_servers: readonly string[];
}

type Needing = Pick<AgentDefinition, 'agent_id' | 'executor' | 'model' | 'tools'>;

/** A tool of an MCP server is named `mcp.<server>.<tool>`, or `mcp.<server>` for all of them. */
const MCP = 'mcp.';
/** Whose key a tool works with; without it what the tool says is simulated. */
const KEY_OF_TOOL: Readonly<Record<string, string>> = {
  'web.search': 'perplexity',
  'image.generate': 'openai',
  'email.send': 'smtp',
};
/** Answers without a key. */
const SIMULATED = 'simulated';

/** Compares what an agent needs with what the workers of its team offer together. */
export function missingParts(agent: Needing, offers: readonly Offers[]): MissingParts {
  const has = (pick: (offer: Offers) => readonly string[]): ReadonlySet<string> => new Set(offers.flatMap(pick));
  const without = (wanted: readonly string[], present: ReadonlySet<string>): string[] =>
    [...new Set(wanted)].filter((name) => !present.has(name));
  const isMcp = (tool: string): boolean => tool.startsWith(MCP);
  return {
    keys: without(
      providersOf(agent),
      has(({ providers }) => providers),
    ),
    tools: without(
      agent.tools.filter((tool) => !isMcp(tool)),
      has(({ tools }) => tools),
    ),
    mcp_servers: without(
      agent.tools.filter(isMcp).map(serverOf),
      has(({ mcp_servers }) => mcp_servers),
    ),
  };
}

/** The name under which the secret of an http agent is offered and missed. */
export function httpKeyName(agentId: string): string {
  return `http:${agentId}`;
}

function providersOf({ agent_id, executor, model, tools }: Needing): string[] {
  if (executor === 'http') return [httpKeyName(agent_id)];
  // A command may think with a model, too.
  if (!['llm', 'command'].includes(executor) || model === null) return [];
  const models = [model.default, ...model.fallback].map((name) => name.split('/')[0] ?? name);
  const real = models.filter((name) => name !== SIMULATED);
  return real.length === 0 ? [] : [...real, ...tools.flatMap((tool) => KEY_OF_TOOL[tool] ?? [])];
}

function serverOf(tool: string): string {
  return tool.split('.')[1] ?? tool;
}
