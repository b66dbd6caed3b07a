import { setTimeout as pause } from 'node:timers/promises';
import { percentiles } from '../measure/percentiles';
import { HttpConnection, type Answer } from './http-connection';
import type { Load, LoadRequest, LoadResult } from './load';
import { Pace } from './pace';

/** Sends a load and answers what became of it. */
export async function runLoad(load: Load): Promise<LoadResult> {
  const run = new LoadRun(load);
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: load.connections }, (_, index) => run.drive(index)));
  return run.result((performance.now() - startedAt) / 1000);
}

class LoadRun {
  private readonly pace: Pace;
  private readonly latencies: readonly number[][];
  private readonly failures: Record<string, number> = {};

  constructor(private readonly load: Load) {
    this.pace = new Pace(load.until, load.perSecond);
    this.latencies = load.requests.map(() => []);
  }

  /** One connection, until the load is over. */
  async drive(index: number): Promise<void> {
    const { tokens, requests, port, restMs = 0 } = this.load;
    const token = tokens[index % tokens.length] ?? '';
    const templates = requests.map((request) => written(request, token));
    const connection = new HttpConnection(port);
    let task = '';
    for (let turn = 0; ; turn += 1) {
      const dueAt = await this.pace.next();
      if (dueAt === undefined) break;
      const place = turn % templates.length;
      const request = templates[place]?.replace(':task', task) ?? '';
      const answer = await this.send(connection, Buffer.from(request));
      this.note(answer, place, dueAt);
      task = idIn(answer) ?? task;
      if (restMs > 0) await pause(restMs);
    }
    connection.close();
  }

  result(seconds: number): LoadResult {
    const { latencies, failures } = this;
    const succeeded = latencies.reduce((sum, { length }) => sum + length, 0);
    return { succeeded, failures, seconds, latencies: latencies.map(percentiles) };
  }

  private async send(connection: HttpConnection, bytes: Buffer): Promise<Answer | undefined> {
    try {
      return await connection.request(bytes);
    } catch (error) {
      this.failed(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }

  private note(answer: Answer | undefined, place: number, dueAt: number): void {
    if (answer === undefined) return;
    if (answer.status < 300) this.latencies[place]?.push(performance.now() - dueAt);
    else this.failed(String(answer.status));
  }

  private failed(reason: string): void {
    this.failures[reason] = (this.failures[reason] ?? 0) + 1;
  }
}

function written({ method, path, body }: LoadRequest, token: string): string {
  const text = body === undefined ? '' : JSON.stringify(body);
  const length =
    body === undefined ? '' : `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\n`;
  return `${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${token}\r\n${length}\r\n${text}`;
}

function idIn(answer: Answer | undefined): string | undefined {
  return answer === undefined ? undefined : /^\{"task_id":"([^"]+)"/.exec(answer.body)?.[1];
}
