import type { AgentDefinition } from '@cadre/domain';
import { isServed, type AttemptServers } from '../mcp/attempt-servers';
import type { AgentTool } from './agent-tool.port';

/** Thrown at start when two tools would look the same to a model. A restart does not help. */
export class ToolNameError extends Error {
  readonly code = 'TOOL_NAME_TAKEN';

  constructor(first: string, second: string) {
    super(`the tools "${first}" and "${second}" have the same name on the wire`);
    this.name = 'ToolNameError';
  }
}

/** The tools one attempt may use, by the names that go over the wire. */
export interface OfferedTools {
  readonly tools: ReadonlyMap<string, AgentTool>;
  /** Those its definition lists and this worker does not have. */
  readonly missing: readonly string[];
  /** Ends what was started for them. */
  close(): Promise<void>;
}

/** Every tool of this worker. */
export class ToolBox {
  private readonly byName: ReadonlyMap<string, AgentTool>;

  /** Throws ToolNameError. */
  constructor(
    tools: readonly AgentTool[],
    private readonly servers?: AttemptServers,
  ) {
    const onWire = new Map<string, string>();
    for (const { name } of tools) {
      const taken = onWire.get(wireName(name));
      if (taken !== undefined) throw new ToolNameError(taken, name);
      onWire.set(wireName(name), name);
    }
    this.byName = new Map(tools.map((tool) => [tool.name, tool]));
  }

  get names(): string[] {
    return [...this.byName.keys()];
  }

  /** The MCP servers whose tools there are besides. */
  get serverNames(): string[] {
    return this.servers?.names ?? [];
  }

  /**
   * What is not on the agent's list is not offered, and cannot be called. Rejects with AgentFailure when an MCP server
   * does not come up, or the reason of the signal.
   */
  async open({ tools }: Pick<AgentDefinition, 'tools'>, signal: AbortSignal): Promise<OfferedTools> {
    const own = tools.filter((name) => !isServed(name));
    const elsewhere = tools.filter(isServed);
    const served = elsewhere.length === 0 ? undefined : await this.servers?.open(elsewhere, signal);
    const present = [...own.flatMap((name) => this.byName.get(name) ?? []), ...(served?.tools ?? [])];
    const missing = [...own.filter((name) => !this.byName.has(name)), ...(served?.missing ?? elsewhere)];
    const { onWire, hidden } = wire(present);
    return { tools: onWire, missing: [...missing, ...hidden], close: () => served?.close() ?? Promise.resolve() };
  }
}

/** Of two tools that would look the same the first is offered. */
function wire(tools: readonly AgentTool[]): { onWire: Map<string, AgentTool>; hidden: string[] } {
  const onWire = new Map<string, AgentTool>();
  const hidden: string[] = [];
  for (const tool of tools) {
    const name = wireName(tool.name);
    if (onWire.has(name)) hidden.push(tool.name);
    else onWire.set(name, tool);
  }
  return { onWire, hidden };
}

/** Providers take letters, digits, dashes and underscores. */
function wireName(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9_-]/g, '_').slice(0, 64);
}
