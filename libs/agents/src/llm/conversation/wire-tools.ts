import type { ToolSet } from 'ai';
import { compileAgentSchema, type CompiledSchema } from '../../schema/compile-agent-schema';
import type { AgentTool } from '../../tools/agent-tool.port';
import { loadSdk } from '../provider/load-sdk';

const compiled = new WeakMap<AgentTool, CompiledSchema>();

/** Tools as the SDK takes them: it offers them and checks their arguments; they are run by us. */
export async function wireTools(tools: ReadonlyMap<string, AgentTool>): Promise<ToolSet> {
  if (tools.size === 0) return {};
  const sdk = await loadSdk();
  const wired: ToolSet = {};
  for (const [wireName, tool] of tools) {
    const inputSchema = sdk.jsonSchema<never>(tool.inputSchema, { validate: (value) => judge(tool, value) });
    wired[wireName] = { description: tool.description, inputSchema };
  }
  return wired;
}

function judge(tool: AgentTool, value: unknown) {
  if (tool.checkedElsewhere === true) return { success: true as const, value: value as never };
  const checked = schemaOf(tool).validate(value);
  if (checked.ok) return { success: true as const, value: checked.value as never };
  const errors = checked.errors.map(({ path, message }) => `${path || '/'} ${message}`);
  return { success: false as const, error: new ArgumentsRefusedError(errors.join('; ')) };
}

function schemaOf(tool: AgentTool): CompiledSchema {
  const known = compiled.get(tool) ?? compileAgentSchema(tool.inputSchema);
  compiled.set(tool, known);
  return known;
}

class ArgumentsRefusedError extends Error {
  readonly code = 'TOOL_ARGUMENTS_REFUSED';
}
