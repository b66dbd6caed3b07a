import { TaskErrorCode } from '@cadre/contracts';
import { commandEnvironment } from '../command/command-environment';
import { permanentFailure } from '../execution/agent-failure';
import { createPrivateFolder, handOver, removePrivateFolder } from '../sandbox/private-folder';
import type { Sandbox } from '../sandbox/sandbox.port';
import { isAtLeast, type SandboxProfile, type SandboxProfiles } from '../sandbox/sandbox-profile';
import { boundedFetch } from './bounded-fetch';
import { loadMcp } from './load-mcp';
import type { HttpServer, McpServer, StdioServer } from './mcp-servers';
import type { McpLink } from './mcp-session';
import { SandboxTransport } from './sandbox-transport';

export interface McpParts {
  /** Null on a worker that has none; then no program is started. */
  readonly sandbox: Sandbox | null;
  readonly profiles: SandboxProfiles;
  /** Without redirects, which would carry the headers elsewhere. */
  readonly fetch: typeof globalThis.fetch;
}

const FAREWELL_MS = 1_000;
const MOST_ANSWER_BYTES = 8 * 1024 * 1024;

/** The way to a server for one attempt. Rejects with AgentFailure. */
export function openLink(server: McpServer, parts: McpParts): Promise<McpLink> {
  return server.transport === 'http' ? openHttp(server, parts) : startProgram(server, parts);
}

async function openHttp({ url, headers }: HttpServer, { fetch }: McpParts): Promise<McpLink> {
  const { StreamableHTTPClientTransport: HttpTransport } = await loadMcp();
  const transport = new HttpTransport(new URL(url), {
    requestInit: { headers: { ...headers } },
    // Whoever waits for the answer hears of it at once.
    fetch: boundedFetch(fetch, MOST_ANSWER_BYTES, () => void transport.close()),
  });
  return {
    // Its optional members are declared in another way than the interface they implement.
    transport: transport as McpLink['transport'],
    ending: () => undefined,
    async close() {
      // The server forgets the session if it can; nobody waits long for that.
      const late = new Promise<void>((resolve) => setTimeout(resolve, FAREWELL_MS).unref());
      await Promise.race([transport.terminateSession().catch(() => undefined), late]);
      await transport.close();
    },
  };
}

async function startProgram(server: StdioServer, parts: McpParts): Promise<McpLink> {
  const { sandbox, profile } = boxFor(server, parts);
  const workspace = await createPrivateFolder();
  await handOver(workspace);
  const environment = { ...commandEnvironment(profile, {}), ...server.environment };
  const transport = new SandboxTransport(sandbox, { argv: server.command, profile, workspace, environment });
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await transport.close();
    await removePrivateFolder(workspace);
  };
  return {
    transport,
    ending: () => withoutSecrets(transport.ending, Object.values(server.environment)),
    close: () => (closing ??= close()),
  };
}

function boxFor(
  { name, limitsProfile }: StdioServer,
  { sandbox, profiles }: McpParts,
): { sandbox: Sandbox; profile: SandboxProfile } {
  const refuse = (why: string): Error =>
    permanentFailure(TaskErrorCode.SandboxUnavailable, `the MCP server "${name}" cannot be started: ${why}`);
  if (sandbox === null) throw refuse('this worker has no sandbox');
  if (!profiles.has(limitsProfile)) throw refuse(`there is no sandbox profile "${limitsProfile}"`);
  const profile = profiles.get(limitsProfile);
  if (isAtLeast(sandbox.level, profile.minimum_level)) return { sandbox, profile };
  throw refuse(`the profile demands the level "${profile.minimum_level}"; this machine gives "${sandbox.level}"`);
}

function withoutSecrets(text: string | undefined, secrets: readonly string[]): string | undefined {
  return secrets.reduce((shown, secret) => shown?.replaceAll(secret, '***'), text);
}
