import type { AgentDefinition, ToolRules } from '@cadre/domain';

/** What a definition says about a tool; of `mcp.files.read` also what it says about all of `mcp.files`. */
export function rulesOf({ tool_rules: rules = {} }: Pick<AgentDefinition, 'tool_rules'>, name: string): ToolRules {
  const [kind, server] = name.split('.');
  const general = kind === 'mcp' ? rules[`mcp.${server}`] : undefined;
  return { ...general, ...rules[name] };
}
