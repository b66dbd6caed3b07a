import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TaskRequest } from '@cadre/testing';

/** An attempt waits for so long, however slow the machine. */
const PATIENCE_SECONDS = 500;

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
  private readonly held = new Map<NodeJS.Timeout, () => void>();

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
        counting.hold(Number(hold_ms), () => {
          counting.open -= 1;
          response.end();
        });
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
    const body = { ...label, hold_ms: holdMs };
    return {
      agent_id: 'probe',
      parameters: { url: `http://${this.address}/`, timeout_seconds: PATIENCE_SECONDS, body },
    };
  }

  /** Answers every call that is held, now. */
  release(): void {
    for (const end of [...this.held.values()]) end();
  }

  private hold(ms: number, answer: () => void): void {
    const end = () => {
      clearTimeout(timer);
      if (this.held.delete(timer)) answer();
    };
    const timer = setTimeout(end, ms);
    this.held.set(timer, end);
  }

  async close(): Promise<void> {
    for (const timer of this.held.keys()) clearTimeout(timer);
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
