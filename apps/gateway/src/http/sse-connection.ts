import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';

const PING_MS = 15_000;
const RECONNECT_MS = 3_000;
/** A client that has taken nothing for so long is gone. */
const STALL_MS = 60_000;

/** One message of a stream. Without an id it does not move the client's `Last-Event-ID`. */
export interface SseMessage {
  readonly id?: number;
  readonly event?: string;
  readonly data: unknown;
}

/** What the owner of a connection wants to know. */
export interface SseHandlers {
  /** The client is gone, or the connection was closed. Called once. */
  onClose(): void;
  /** The client takes messages again. */
  onDrain(): void;
  /** Every 15 s: the time to ask whether the client may still listen. */
  onPing(): void;
}

/**
 * Server-sent events to one client. It never buffers for a slow one: while `isBlocked`, the owner stops sending and
 * catches up at `onDrain`.
 */
export class SseConnection {
  private readonly response: ServerResponse;
  private readonly ping: NodeJS.Timeout;
  private stall: NodeJS.Timeout | null = null;
  private closed = false;

  constructor(
    reply: FastifyReply,
    private readonly handlers: SseHandlers,
  ) {
    reply.hijack();
    this.response = reply.raw;
    this.response.writeHead(200, { ...plainHeaders(reply), ...STREAM_HEADERS });
    this.response.on('close', () => this.finish());
    this.response.on('drain', () => this.unblock());
    this.ping = setInterval(() => this.beat(), PING_MS);
    this.write(`retry: ${RECONNECT_MS}\n\n`);
  }

  get isBlocked(): boolean {
    return this.stall !== null;
  }

  get isClosed(): boolean {
    return this.closed;
  }

  send({ id, event, data }: SseMessage): void {
    const head = (id === undefined ? '' : `id: ${id}\n`) + (event === undefined ? '' : `event: ${event}\n`);
    this.write(`${head}data: ${JSON.stringify(data)}\n\n`);
  }

  /** Ends the stream after what was sent. Idempotent. */
  end(): void {
    if (this.closed) return;
    this.finish();
    this.response.end();
  }

  private beat(): void {
    this.write(': ping\n\n');
    this.handlers.onPing();
  }

  private write(text: string): void {
    if (this.closed || this.response.write(text)) return;
    this.stall ??= setTimeout(() => this.response.destroy(), STALL_MS);
  }

  private unblock(): void {
    if (this.stall === null) return;
    clearTimeout(this.stall);
    this.stall = null;
    if (!this.closed) this.handlers.onDrain();
  }

  private finish(): void {
    if (this.closed) return;
    this.closed = true;
    clearInterval(this.ping);
    if (this.stall) clearTimeout(this.stall);
    this.stall = null;
    this.handlers.onClose();
  }
}

const STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  // Proxies hold answers back otherwise.
  'x-accel-buffering': 'no',
};

/** The headers every answer bears were set on the reply, which is passed by. */
function plainHeaders(reply: FastifyReply): Record<string, string | string[]> {
  const headers = Object.entries(reply.getHeaders()).filter(([, value]) => value !== undefined);
  return Object.fromEntries(headers.map(([name, value]) => [name, Array.isArray(value) ? value : String(value)]));
}
