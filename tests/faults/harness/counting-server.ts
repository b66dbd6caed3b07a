import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TaskRequest } from '@cadre/testing';

/** One call, as it arrived. */
export interface ProbeCall {
  readonly atMs: number;
  /** What the task said about itself. */
  readonly label: Readonly<Record<string, unknown>>;
}

/**
 * Counts what runs at once, from inside: each attempt of the probe agent keeps a call open here for as long as it runs.
 */
export class CountingServer {
  readonly calls: ProbeCall[] = [];
  atMost = 0;
  private open = 0;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<CountingServer> {
    const server = createServer();
    const counting = new CountingServer(server);
    server.on('request', (request, response) => {
      const atMs = Date.now();
      counting.open += 1;
      counting.atMost = Math.max(counting.atMost, counting.open);
      void bodyOf(request).then(({ hold_ms = 0, ...label }) => {
        counting.calls.push({ atMs, label });
        setTimeout(() => {
          counting.open -= 1;
          response.end();
        }, Number(hold_ms));
      });
    });
    await new Promise<void>((listening) => {
      server.listen(0, '127.0.0.1', listening);
    });
    return counting;
  }

  /** HOST:PORT, as it stands on a worker's allow-list. */
  get address(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** A task that calls here and runs for so long. */
  task(label: Readonly<Record<string, unknown>> = {}, holdMs = 0): TaskRequest {
    return { agent_id: 'probe', parameters: { url: `http://${this.address}/`, body: { ...label, hold_ms: holdMs } } };
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((closed) => {
      this.server.close(() => closed());
    });
  }
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>;
}
