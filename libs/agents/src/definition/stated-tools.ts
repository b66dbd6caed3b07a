import type { AgentDefinition, ToolRules } from '@cadre/domain';
import { isRecord } from '../schema/json-value';
import type { LocatedMessage, YamlSource } from './yaml-source';

/** A tool as a definition states it: its name, or its name with rules. */
export type StatedTool = string | (ToolRules & { readonly name: string });

/** Tools that call whatever address the model names, and need to be told which hosts that may be. */
const NEED_HOSTS: ReadonlySet<string> = new Set(['http.fetch']);

/** The names, and the rules apart from them. */
export function readTools(stated: readonly StatedTool[]): Pick<AgentDefinition, 'tools' | 'tool_rules'> {
  const tools = stated.map((tool) => (typeof tool === 'string' ? tool : tool.name));
  const ruled = stated.flatMap((tool) => {
    if (typeof tool === 'string') return [];
    const { name, ...rules } = tool;
    return [[name, rules] as const];
  });
  return ruled.length === 0 ? { tools } : { tools, tool_rules: Object.fromEntries(ruled) };
}

/** What the schema cannot say about tools. */
export function checkTools(source: YamlSource, stated: unknown): LocatedMessage[] {
  if (!Array.isArray(stated)) return [];
  const line = source.lineOf(['tools']);
  const seen = new Set<string>();
  return stated.flatMap((tool: unknown) => {
    const name = nameOf(tool);
    if (name === undefined) return [];
    const problem = seen.has(name) ? 'stands there twice' : problemOf(name, isRecord(tool) ? tool : {});
    seen.add(name);
    return problem === undefined ? [] : [{ line, message: `tools: ${name} ${problem}` }];
  });
}

function nameOf(tool: unknown): string | undefined {
  const name = isRecord(tool) ? tool['name'] : tool;
  return typeof name === 'string' ? name : undefined;
}

function problemOf(name: string, rules: Readonly<Record<string, unknown>>): string | undefined {
  if (NEED_HOSTS.has(name) && rules['hosts'] === undefined) {
    return `needs hosts: { name: ${name}, hosts: [api.example.com] }, or ["*"] for every public one`;
  }
  const orphan = ['four_eyes', 'approval_timeout_seconds'].find((rule) => rule in rules);
  if (orphan !== undefined && rules['requires_approval'] !== true)
    return `has ${orphan} without requires_approval: true`;
  return undefined;
}
