import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { anthropicAnswer, anthropicBeginning, anthropicErrorEvent } from './anthropic-protocol';
import { EventStream } from './event-stream';
import type { ModelReply } from './model-reply';
import { openaiAnswer, openaiBeginning, openaiErrorEvent } from './openai-protocol';

type Protocol = 'anthropic' | 'openai';

/** A request as it came in. */
export interface ModelRequest {
  readonly protocol: Protocol;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Readonly<Record<string, unknown>>;
  /** Monotonic, in ms. */
  readonly at: number;
  /** Resolves when the connection's answer is over; true when the client went away before the end. */
  readonly abandoned: Promise<boolean>;
}

/** What a request gets; asked once per request, in the order of their coming. */
export type Replying = (request: ModelRequest, index: number) => ModelReply;

const PATHS: Readonly<Record<string, Protocol>> = { '/v1/messages': 'anthropic', '/v1/chat/completions': 'openai' };

/**
 * A model provider on loopback that says what the test wants, in the words of both protocols: Anthropic Messages and
 * OpenAI Chat Completions, streamed.
 */
export class ModelServer {
  readonly requests: ModelRequest[] = [];
  private replying: Replying = () => ({ kind: 'answer', text: 'hello' });

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => void this.serve(request, response));
  }

  static async start(): Promise<ModelServer> {
    const server = createServer({ keepAliveTimeout: 60_000 });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return new ModelServer(server);
  }

  /** For ANTHROPIC_BASE_URL and OPENAI_BASE_URL alike. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`;
  }

  /** These answers, one after the other; the last one stays. */
  replies(...list: readonly [ModelReply, ...ModelReply[]]): void {
    const start = this.requests.length;
    const [first] = list;
    this.replying = (_, index) => list[Math.min(index - start, list.length - 1)] ?? first;
  }

  /** Decides by the request. */
  repliesBy(replying: Replying): void {
    this.replying = replying;
  }

  /** Forgets the requests and says hello again. */
  reset(): void {
    this.requests.length = 0;
    this.replying = () => ({ kind: 'answer', text: 'hello' });
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  private async serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const protocol = PATHS[incoming.url ?? ''];
    const body = await bodyOf(incoming);
    if (protocol === undefined || body === undefined) return void response.writeHead(404).end();
    const request: ModelRequest = {
      protocol,
      headers: incoming.headers as Record<string, string>,
      body,
      at: performance.now(),
      abandoned: new Promise((resolve) => response.on('close', () => resolve(!response.writableFinished))),
    };
    this.requests.push(request);
    await give(request, response, this.replying(request, this.requests.length - 1));
  }
}

async function bodyOf(incoming: IncomingMessage): Promise<Record<string, unknown> | undefined> {
  const pieces: Buffer[] = [];
  for await (const piece of incoming) pieces.push(piece as Buffer);
  try {
    return JSON.parse(Buffer.concat(pieces).toString('utf8')) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

async function give({ protocol, body }: ModelRequest, response: ServerResponse, reply: ModelReply): Promise<void> {
  const isAnthropic = protocol === 'anthropic';
  if (reply.kind === 'status') return fail(response, reply);
  if (reply.kind === 'hang') return;
  const stream = new EventStream(response);
  switch (reply.kind) {
    case 'answer':
      return isAnthropic ? anthropicAnswer(stream, body, reply) : openaiAnswer(stream, body, reply);
    case 'cut':
      (isAnthropic ? anthropicBeginning : openaiBeginning)(stream, body, reply.text);
      return reply.by === 'reset' ? stream.reset() : stream.end();
    case 'malformed':
      stream.raw('data: {"type": "message_sta\n\n');
      return stream.end();
    case 'error_event':
      if (reply.text !== undefined) (isAnthropic ? anthropicBeginning : openaiBeginning)(stream, body, reply.text);
      return (isAnthropic ? anthropicErrorEvent : openaiErrorEvent)(stream, reply.type);
  }
}

function fail(response: ServerResponse, { status, headers, body }: Extract<ModelReply, { kind: 'status' }>): void {
  const said = body ?? { type: 'error', error: { type: `status_${status}`, message: `the answer is ${status}` } };
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof said === 'string' ? said : JSON.stringify(said));
}
