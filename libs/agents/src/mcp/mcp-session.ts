import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { JsonSchemaValidator, jsonSchemaValidator } from '@modelcontextprotocol/sdk/validation/types.js';
import { TaskErrorCode } from '@cadre/contracts';
import { type AgentFailure, permanentFailure, transientFailure } from '../execution/agent-failure';
import type { AgentTool } from '../tools/agent-tool.port';
import { loadMcp } from './load-mcp';
import type { McpServer } from './mcp-servers';
import { toAgentTool, type ServedTool } from './mcp-tools';

const CLIENT = { name: 'cadre', version: '1' };
const MOST_PAGES = 20;
/** JSON-RPC errors of the SDK itself: nobody answered. */
const CONNECTION_CLOSED = -32_000;
const REQUEST_TIMEOUT = -32_001;

/** What a server says of its own answers is no reason to compile a stranger's schema, which may take for ever. */
const TAKES_ALL: jsonSchemaValidator = {
  getValidator<T>(): JsonSchemaValidator<T> {
    return (input) => ({ valid: true, data: input as T, errorMessage: undefined });
  },
};

/** How one attempt speaks with one server. */
export interface McpLink {
  readonly transport: Transport;
  /** Why the server is over, without any secret; undefined when nothing is known. */
  ending(): string | undefined;
  close(): Promise<void>;
}

/** One attempt's connection with one server. */
export class McpSession {
  private constructor(
    private readonly server: McpServer,
    private readonly client: Client,
    private readonly link: McpLink,
    private readonly served: readonly ServedTool[],
  ) {}

  /** Connects and asks for the tools. Rejects with AgentFailure (TOOL_UNAVAILABLE), or the reason of the signal. */
  static async open(server: McpServer, link: McpLink, signal: AbortSignal): Promise<McpSession> {
    const { Client: McpClient } = await loadMcp();
    const client = new McpClient(CLIENT, { capabilities: {}, jsonSchemaValidator: TAKES_ALL });
    const options = { signal, timeout: server.timeoutMs };
    try {
      await client.connect(link.transport, options);
      const served: ServedTool[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const answer = await client.listTools(cursor === undefined ? {} : { cursor }, options);
        served.push(...answer.tools);
        cursor = answer.nextCursor;
        if (cursor === undefined) break;
      }
      return new McpSession(server, client, link, served);
    } catch (error) {
      await link.close();
      signal.throwIfAborted();
      throw failureOf(server, error, link);
    }
  }

  /** Those that the server's entry allows, whatever else it has. */
  tools(): AgentTool[] {
    const allowed = new Set(this.server.tools);
    return this.served.flatMap((tool) => {
      if (!allowed.has(tool.name)) return [];
      return toAgentTool(this.server, tool, (name, args, signal) => this.call(name, args, signal)) ?? [];
    });
  }

  /** Resolves when nothing of the server is left here. */
  async close(): Promise<void> {
    await this.link.close();
    await this.client.close().catch(() => undefined);
  }

  private async call(name: string, args: Record<string, unknown>, signal: AbortSignal) {
    try {
      return await this.client.callTool({ name, arguments: args }, undefined, {
        signal,
        timeout: this.server.timeoutMs,
      });
    } catch (error) {
      signal.throwIfAborted();
      throw failureOf(this.server, error, this.link);
    }
  }
}

/** A server that is gone may be back for the next attempt; one that understands and refuses will refuse again. */
function failureOf({ name }: McpServer, error: unknown, link: McpLink): AgentFailure {
  const { code, message } = error as Error & { code?: number | string };
  const ending = link.ending();
  const said = `the MCP server "${name}" ${ending ?? `does not answer: ${message}`}`;
  if (ending !== undefined || code === CONNECTION_CLOSED)
    return transientFailure(TaskErrorCode.ToolUnavailable, said, error);
  if (code === REQUEST_TIMEOUT) return transientFailure(TaskErrorCode.ToolTimeout, said, error);
  if (typeof code === 'number' && code < 0) return permanentFailure(TaskErrorCode.ToolFailed, message, error);
  const isRefusal = typeof code === 'number' && code >= 400 && code < 500 && code !== 408 && code !== 429;
  const fail = isRefusal ? permanentFailure : transientFailure;
  return fail(TaskErrorCode.ToolUnavailable, said, error);
}
