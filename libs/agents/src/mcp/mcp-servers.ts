import { readFileSync } from 'node:fs';
import { compileShippedSchema } from '../schema/compile-shipped-schema';
import { describeErrors } from '../schema/validation-error';

/** Thrown at start for a file of servers that cannot be used. A restart does not help. */
export class McpConfigError extends Error {
  readonly code = 'MCP_CONFIG_INVALID';

  constructor(message: string) {
    super(message);
    this.name = 'McpConfigError';
  }
}

interface AnyServer {
  readonly name: string;
  /** All that agents may be given of it. */
  readonly tools: readonly string[];
  readonly requiresApproval: ReadonlySet<string>;
  readonly timeoutMs: number;
}

export interface StdioServer extends AnyServer {
  readonly transport: 'stdio';
  readonly command: readonly string[];
  /** With the secrets in it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly limitsProfile: string;
}

export interface HttpServer extends AnyServer {
  readonly transport: 'http';
  readonly url: string;
  /** With the secrets in it. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A server of the Model Context Protocol, with all that it takes to reach it. */
export type McpServer = StdioServer | HttpServer;

/** As the file has it: secrets by the names of variables. */
interface StatedServer {
  readonly transport: 'stdio' | 'http';
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly limits_profile?: string;
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly tools: readonly string[];
  readonly requires_approval?: readonly string[];
  readonly timeout_seconds?: number;
}

type Variables = Readonly<Record<string, string | undefined>>;

const TIMEOUT_SECONDS = 60;
const PROFILE = 'mcp';

/** The servers that a worker can reach. */
export class McpServers {
  private constructor(
    private readonly servers: ReadonlyMap<string, McpServer>,
    /** Variables that servers need and that are not set, by the names of the servers. */
    readonly lacking: ReadonlyMap<string, readonly string[]>,
  ) {}

  static none(): McpServers {
    return new McpServers(new Map(), new Map());
  }

  /** Reads a file like `configs/mcp_servers.json`. A server whose secrets are not set is left out. Throws McpConfigError. */
  static load(file: string, variables: Variables): McpServers {
    const stated = Object.entries(readServers(file));
    const lacking = stated.flatMap(([name, server]) => {
      const missing = secretsOf(server).filter((variable) => !variables[variable]);
      return missing.length === 0 ? [] : [[name, missing] as const];
    });
    const without = new Map(lacking);
    const usable = stated.filter(([name]) => !without.has(name));
    return new McpServers(new Map(usable.map(([name, server]) => [name, complete(name, server, variables)])), without);
  }

  get names(): string[] {
    return [...this.servers.keys()];
  }

  get(name: string): McpServer | undefined {
    return this.servers.get(name);
  }

  /** Whether any of them is a program that has to be started. */
  get needSandbox(): boolean {
    return [...this.servers.values()].some(({ transport }) => transport === 'stdio');
  }
}

function readServers(file: string): Record<string, StatedServer> {
  const content = readJson(file);
  const validate = compileShippedSchema('configs/schemas/mcp-servers.schema.json');
  if (!validate(content)) {
    const errors = describeErrors(validate.errors ?? []).map(({ path, message }) => `${path || '/'} ${message}`);
    throw new McpConfigError(`${file}: ${errors.join('; ')}`);
  }
  const { servers } = content as { servers: Record<string, StatedServer> };
  const mistakes = Object.entries(servers).flatMap(([name, server]) =>
    mistakesIn(server).map((why) => `${name} ${why}`),
  );
  if (mistakes.length > 0) throw new McpConfigError(`${file}: ${mistakes.join('; ')}`);
  return servers;
}

/** What belongs to the other transport would be read by nobody. */
function mistakesIn(server: StatedServer): string[] {
  const isStdio = server.transport === 'stdio';
  const needed = isStdio ? 'command' : 'url';
  const foreign = isStdio ? (['url', 'headers'] as const) : (['command', 'environment', 'limits_profile'] as const);
  const unlisted = (server.requires_approval ?? []).filter((tool) => !server.tools.includes(tool));
  return [
    ...(server[needed] === undefined ? [`needs ${needed}`] : []),
    ...foreign.filter((field) => server[field] !== undefined).map((field) => `has ${field}, which it has no use for`),
    ...unlisted.map((tool) => `requires approval of ${tool}, which is not among its tools`),
  ];
}

function secretsOf({ environment = {}, headers = {} }: StatedServer): string[] {
  return [...Object.values(environment), ...Object.values(headers)];
}

function complete(name: string, stated: StatedServer, variables: Variables): McpServer {
  const filled = (names: Readonly<Record<string, string>> = {}): Record<string, string> =>
    Object.fromEntries(Object.entries(names).map(([key, variable]) => [key, variables[variable] ?? '']));
  const server = {
    name,
    tools: stated.tools,
    requiresApproval: new Set(stated.requires_approval),
    timeoutMs: (stated.timeout_seconds ?? TIMEOUT_SECONDS) * 1000,
  };
  if (stated.transport === 'http') {
    return { ...server, transport: 'http', url: stated.url ?? '', headers: filled(stated.headers) };
  }
  const limitsProfile = stated.limits_profile ?? PROFILE;
  const environment = filled(stated.environment);
  return { ...server, transport: 'stdio', command: stated.command ?? [], environment, limitsProfile };
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as unknown;
  } catch (error) {
    throw new McpConfigError(`${file} cannot be read: ${(error as Error).message}`);
  }
}
