import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { PROJECT_DIR } from '../processes/project-dir';

const SCRIPT = join(PROJECT_DIR, 'libs/testing/src/mcp/desk-server.cjs');

/** How to start the desk as a program. */
export const DESK_COMMAND: readonly string[] = [process.execPath, SCRIPT];

/** The desk over HTTP on loopback, a session for each client, for those who have the token. */
export class HttpDesk {
  /** Methods and statuses, in the order of their coming. */
  readonly requests: { readonly method: string; readonly authorization: string | undefined }[] = [];
  private readonly sessions = new Map<string, StreamableHTTPServerTransport>();

  private constructor(
    private readonly server: Server,
    private readonly token: string,
  ) {
    server.on('request', (request, response) => void this.serve(request, response));
  }

  static async start(token: string): Promise<HttpDesk> {
    const server = createServer();
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return new HttpDesk(server, token);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/mcp`;
  }

  /** Sessions that nobody has ended. */
  get openSessions(): number {
    return this.sessions.size;
  }

  async close(): Promise<void> {
    await Promise.all([...this.sessions.values()].map((session) => session.close()));
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { authorization } = request.headers;
    this.requests.push({ method: request.method ?? '', authorization });
    if (authorization !== this.token) {
      response.writeHead(403).end('not you');
      return;
    }
    const known = this.sessions.get(String(request.headers['mcp-session-id']));
    await (known ?? (await this.openSession())).handleRequest(request, response);
  }

  private async openSession(): Promise<StreamableHTTPServerTransport> {
    // Loaded by the tests that need it: the whole library is imported by every one.
    const [{ StreamableHTTPServerTransport: HttpTransport }, { createDesk }] = await Promise.all([
      import('@modelcontextprotocol/sdk/server/streamableHttp.js'),
      import('./desk-server.cjs'),
    ]);
    const session = new (HttpTransport as unknown as typeof StreamableHTTPServerTransport)({
      sessionIdGenerator: () => randomUUID(),
      onsessioninitialized: (id) => void this.sessions.set(id, session),
      onsessionclosed: (id) => void this.sessions.delete(id),
    });
    await createDesk().connect(session as Transport);
    return session;
  }
}
