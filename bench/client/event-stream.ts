import { connect } from 'node:net';
import { API } from '../scenarios/task-body';

/** `at` of the event that ends a task well. */
const COMPLETION = /^data: (\{.*"to":"completed".*\})$/m;

/** One server-sent event stream of a task. */
export class EventStream {
  /** Resolves when the server has begun to answer. */
  readonly opened: Promise<void>;
  /** Resolves when the stream ends, with how late the completion was heard, in milliseconds; undefined when it was not. */
  readonly ended: Promise<number | undefined>;
  private text = '';
  private lagMs: number | undefined;

  constructor(port: number, token: string, taskId: string) {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.setEncoding('utf8');
    socket.on('data', (piece: string) => this.hear(piece));
    this.opened = new Promise((resolve) => {
      socket.once('data', () => resolve());
      socket.once('close', () => resolve());
    });
    this.ended = new Promise((resolve) => {
      socket.once('error', () => resolve(undefined));
      socket.once('close', () => resolve(this.lagMs));
    });
    socket.write(
      `GET ${API}/tasks/${taskId}/events HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n` +
        `accept: text/event-stream\r\nauthorization: Bearer ${token}\r\n\r\n`,
    );
  }

  private hear(piece: string): void {
    this.text += piece;
    const event = COMPLETION.exec(this.text)?.[1];
    if (event === undefined || this.lagMs !== undefined) return;
    const { at } = JSON.parse(event) as { readonly at: string };
    this.lagMs = Date.now() - Date.parse(at);
  }
}
