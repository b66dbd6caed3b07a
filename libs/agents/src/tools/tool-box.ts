import type { AgentTool } from './agent-tool.port';

/** Thrown at start when two tools would look the same to a model. A restart does not help. */
export class ToolNameError extends Error {
  readonly code = 'TOOL_NAME_TAKEN';

  constructor(first: string, second: string) {
    super(`the tools "${first}" and "${second}" have the same name on the wire`);
    this.name = 'ToolNameError';
  }
}

/** The tools one agent may use, by the names that go over the wire. */
export interface OfferedTools {
  readonly tools: ReadonlyMap<string, AgentTool>;
  /** Those its definition lists and this worker does not have. */
  readonly missing: readonly string[];
}

/** Every tool of this worker. */
export class ToolBox {
  private readonly byName: ReadonlyMap<string, AgentTool>;

  /** Throws ToolNameError. */
  constructor(tools: readonly AgentTool[]) {
    const onWire = new Map<string, string>();
    for (const { name } of tools) {
      const taken = onWire.get(wireName(name));
      if (taken !== undefined) throw new ToolNameError(taken, name);
      onWire.set(wireName(name), name);
    }
    this.byName = new Map(tools.map((tool) => [tool.name, tool]));
  }

  /** What is not on the agent's list is not offered, and cannot be called. */
  offeredTo({ tools }: { readonly tools: readonly string[] }): OfferedTools {
    const present = tools.flatMap((name) => this.byName.get(name) ?? []);
    return {
      tools: new Map(present.map((tool) => [wireName(tool.name), tool])),
      missing: tools.filter((name) => !this.byName.has(name)),
    };
  }
}

/** Providers take letters, digits, dashes and underscores. */
function wireName(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9_-]/g, '_').slice(0, 64);
}
