import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { TaskErrorCode } from '@cadre/contracts';
import { permanentFailure } from '../execution/agent-failure';
import { compileAgentSchema } from '../schema/compile-agent-schema';
import { isRecord, type JsonSchema } from '../schema/json-value';
import { SchemaRejectedError } from '../schema/schema-rejected.error';
import type { AgentTool } from '../tools/agent-tool.port';
import type { McpServer } from './mcp-servers';

/** A tool as its server describes it. */
export type ServedTool = Awaited<ReturnType<Client['listTools']>>['tools'][number];
type Result = Awaited<ReturnType<Client['callTool']>>;

/** Calls the server, which may have gone away. */
export type CallServer = (name: string, args: Record<string, unknown>, signal: AbortSignal) => Promise<Result>;

const MOST_DESCRIPTION = 2_000;
const MOST_SCHEMA_CHARACTERS = 50_000;
const NAME = /^[A-Za-z0-9_.-]{1,64}$/;

/** A tool of a server as agents use it; undefined for one that no model could be shown. */
export function toAgentTool(server: McpServer, served: ServedTool, call: CallServer): AgentTool | undefined {
  const { $schema: _dialect, ...inputSchema } = served.inputSchema as JsonSchema;
  if (!NAME.test(served.name) || JSON.stringify(inputSchema).length > MOST_SCHEMA_CHARACTERS) return undefined;
  return {
    name: `mcp.${server.name}.${served.name}`,
    description: (served.description ?? served.name).slice(0, MOST_DESCRIPTION),
    inputSchema,
    checkedElsewhere: !isOurs(inputSchema),
    requiresApproval: server.requiresApproval.has(served.name),
    execute: async (args, { attempt }) => resultOf(await call(served.name, isRecord(args) ? args : {}, attempt.signal)),
  };
}

/** Schemas of strangers may hold what ours may not; then the server alone judges its arguments. */
function isOurs(schema: JsonSchema): boolean {
  try {
    compileAgentSchema(schema);
    return true;
  } catch (error) {
    if (error instanceof SchemaRejectedError) return false;
    throw error;
  }
}

function resultOf({ content, structuredContent, isError }: Result): unknown {
  const parts = (Array.isArray(content) ? content : []) as readonly unknown[];
  const texts = parts.map(textOf);
  if (isError === true) throw permanentFailure(TaskErrorCode.ToolFailed, texts.join('\n') || 'the tool failed');
  if (structuredContent !== undefined) return structuredContent;
  return { content: texts.length === 1 ? texts[0] : texts };
}

/** Texts as they are; of anything else only what it is. */
function textOf(part: unknown): string {
  if (!isRecord(part)) return '';
  const { type, text, resource, mimeType, uri } = part;
  if (type === 'text' && typeof text === 'string') return text;
  if (isRecord(resource) && typeof resource['text'] === 'string') return resource['text'];
  const what = [type, mimeType, uri].filter((word) => typeof word === 'string');
  return `(${what.join(' ')}, not shown)`;
}
