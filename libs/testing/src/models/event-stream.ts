import type { ServerResponse } from 'node:http';

/** One answer as server-sent events. */
export class EventStream {
  constructor(private readonly response: ServerResponse) {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    response.flushHeaders();
  }

  /** `event` is left out where the protocol has none. */
  send(data: unknown, event?: string): void {
    const text = typeof data === 'string' ? data : JSON.stringify(data);
    this.response.write(`${event === undefined ? '' : `event: ${event}\n`}data: ${text}\n\n`);
  }

  raw(text: string): void {
    this.response.write(text);
  }

  end(): void {
    this.response.end();
  }

  /** What was written arrives, then the connection is torn down. */
  reset(): void {
    setImmediate(() => this.response.socket?.resetAndDestroy());
  }
}
