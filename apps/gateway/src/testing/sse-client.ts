/** One message of an event stream, as a client sees it. */
export interface SseFrame {
  readonly id: number | undefined;
  readonly event: string | undefined;
  readonly data: Record<string, unknown>;
}

/** A client of server-sent events that keeps everything it gets. */
export class SseClient {
  readonly frames: SseFrame[] = [];
  readonly comments: string[] = [];
  ended = false;
  private readonly abort = new AbortController();

  private constructor(
    readonly status: number,
    readonly headers: Headers,
  ) {}

  static async open(url: string, token: string, lastEventId?: number): Promise<SseClient> {
    const abort = new AbortController();
    const answer = await fetch(url, {
      signal: abort.signal,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'text/event-stream',
        ...(lastEventId !== undefined && { 'last-event-id': String(lastEventId) }),
      },
    });
    const client = new SseClient(answer.status, answer.headers);
    client.abort.signal.addEventListener('abort', () => abort.abort());
    void client.read(answer).catch(() => undefined);
    return client;
  }

  /** The ids of the numbered messages, in the order in which they came. */
  get ids(): number[] {
    return this.frames.flatMap(({ id }) => (id === undefined ? [] : [id]));
  }

  close(): void {
    this.abort.abort();
  }

  private async read(answer: Response): Promise<void> {
    const decoder = new TextDecoder();
    let rest = '';
    try {
      for await (const chunk of answer.body ?? []) {
        rest += decoder.decode(chunk as Uint8Array, { stream: true });
        const blocks = rest.split('\n\n');
        rest = blocks.pop() ?? '';
        for (const block of blocks) this.take(block);
      }
    } finally {
      this.ended = true;
    }
  }

  private take(block: string): void {
    const fields = new Map(block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), value(line)]));
    const comment = fields.get('');
    if (comment !== undefined) this.comments.push(comment);
    const data = fields.get('data');
    if (data === undefined) return;
    const id = fields.get('id');
    this.frames.push({
      id: id === undefined ? undefined : Number(id),
      event: fields.get('event'),
      data: JSON.parse(data) as Record<string, unknown>,
    });
  }
}

function value(line: string): string {
  return line.slice(line.indexOf(':') + 1).trimStart();
}
