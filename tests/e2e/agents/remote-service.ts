import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseWebhookSecret, verifyWebhook, webhookHeaders } from '@cadre/crypto';

/** A task as a service is handed it. */
export interface HandedOver {
  readonly task_id: string;
  readonly attempt: number;
  readonly parameters: { readonly later?: boolean };
  readonly callback: { readonly path: string };
}

export interface CallbackOptions {
  readonly id?: string;
  readonly secret?: Buffer;
  /** Seconds since 1970. */
  readonly timestamp?: number;
}

const TEXT = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
const SECRET = parseWebhookSecret(TEXT) ?? Buffer.alloc(0);

/** A service behind an http agent: answers at once, or takes the task over and calls back when the test says so. */
export class RemoteService {
  readonly taken: HandedOver[] = [];
  /** Requests that were not signed as agreed. */
  unsigned = 0;
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const status = this.take(Buffer.concat(chunks), request.headers as Record<string, string>);
        response.writeHead(status, { 'content-type': 'application/json' }).end('{"said":"at once"}');
      });
    });
  }

  static async start(): Promise<RemoteService> {
    const service = new RemoteService();
    await new Promise<void>((resolve) => service.server.listen(0, '127.0.0.1', resolve));
    return service;
  }

  get address(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** What the worker's file of secrets holds. */
  secretsOf(...agentIds: readonly string[]): string {
    return JSON.stringify(Object.fromEntries(agentIds.map((id) => [id, TEXT])));
  }

  handed(taskId: string): readonly HandedOver[] {
    return this.taken.filter(({ task_id }) => task_id === taskId);
  }

  /** Calls back about a task it has taken over. */
  async callBack(origin: string, { callback }: HandedOver, answer: object, options: CallbackOptions = {}) {
    const { id = 'answer-1', secret = SECRET, timestamp = Math.floor(Date.now() / 1000) } = options;
    const body = JSON.stringify(answer);
    const response = await fetch(`${origin}${callback.path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...webhookHeaders(secret, { id, timestamp, body }) },
      body,
    });
    const said = (await response.json()) as { readonly code?: string; readonly repeated?: boolean };
    return { status: response.status, ...said };
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private take(bytes: Buffer, headers: Record<string, string>): number {
    const { 'webhook-id': id = '', 'webhook-timestamp': time, 'webhook-signature': signatures = '' } = headers;
    const message = { id, timestamp: Number(time), body: bytes };
    if (verifyWebhook(SECRET, message, signatures, Date.now() / 1000) !== 'valid') this.unsigned += 1;
    const task = JSON.parse(bytes.toString()) as HandedOver;
    this.taken.push(task);
    return task.parameters.later === true ? 202 : 200;
  }
}
