import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Metrics } from '../metrics/metrics';
import { ProbeState, type ReadinessCheck } from './probe-state';

export interface ProbeServerOptions {
  /** 0 takes a free port. */
  readonly port: number;
  readonly host?: string;
  /** Named questions about readiness, e.g. `database`. */
  readonly checks: Readonly<Record<string, ReadinessCheck>>;
  readonly metrics: Metrics;
}

export interface ProbeServer {
  readonly port: number;
  /** From now on /startupz answers yes and /readyz asks the checks. */
  markStarted(): void;
  /** From now on /readyz answers no. Call it first when stopping. */
  markStopping(): void;
  stop(): Promise<void>;
}

/** Serves /livez, /readyz, /startupz and /metrics for a process that serves no HTTP otherwise. */
export async function startProbeServer({
  port,
  host = '127.0.0.1',
  checks,
  metrics,
}: ProbeServerOptions): Promise<ProbeServer> {
  const state = new ProbeState(checks);
  const server = createServer((request, response) => void answer(request, response, state, metrics));
  await listen(server, port, host);
  return {
    port: (server.address() as AddressInfo).port,
    markStarted: () => state.markStarted(),
    markStopping: () => state.markStopping(),
    stop: () => close(server),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  state: ProbeState,
  metrics: Metrics,
): Promise<void> {
  switch ((request.url ?? '').split('?')[0] ?? '') {
    case '/livez':
      return sendJson(response, 200, { status: 'alive' });
    case '/startupz':
      return sendProbe(response, state.startup());
    case '/readyz':
      return sendProbe(response, await state.readiness());
    case '/metrics':
      return sendMetrics(response, metrics);
    default:
      return sendJson(response, 404, { status: 'not found' });
  }
}

async function sendMetrics(response: ServerResponse, metrics: Metrics): Promise<void> {
  try {
    const text = await metrics.text();
    response.writeHead(200, { 'content-type': metrics.contentType }).end(text);
  } catch {
    // A gauge that asks the database may fail; the scraper counts this answer as a failed scrape.
    sendJson(response, 500, { status: 'metrics unavailable' });
  }
}

function sendProbe(response: ServerResponse, { ok, body }: { ok: boolean; body: unknown }): void {
  sendJson(response, ok ? 200 : 503, body);
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify(body));
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
