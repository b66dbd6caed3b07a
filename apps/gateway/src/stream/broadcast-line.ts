import { Logger } from '@nestjs/common';
import type { Broadcast, Subscription } from '@cadre/bus';
import type { Envelope, MessageType, Topic } from '@cadre/contracts';

/** Short interests (somebody waits for one task) follow each other: opening the line anew for each costs more. */
const LINGER_MS = 30_000;
/** A listener does not wait longer than this for a line that does not open: re-reads serve it meanwhile. */
const OPEN_PATIENCE_MS = 1_000;
const REOPEN_MS = 2_000;

/** What a line is open for. */
export interface LineSubject {
  readonly topic: Topic;
  readonly type: MessageType;
  readonly onMessage: (data: unknown) => void;
}

/** The one subscription of this process to a topic: open while somebody listens, and a while longer. */
export class BroadcastLine {
  private readonly logger = new Logger('stream');
  private opening: Promise<Subscription | null> | null = null;
  private lingering: NodeJS.Timeout | null = null;
  private stopped = false;

  constructor(
    private readonly broadcast: Broadcast,
    private readonly subject: LineSubject,
  ) {}

  /** Resolves when the line is open, or when it is not worth waiting for. */
  async hold(): Promise<void> {
    if (this.lingering) clearTimeout(this.lingering);
    this.lingering = null;
    if (this.stopped) return;
    this.opening ??= this.open();
    await withPatience(this.opening);
  }

  /** Nobody listens at the moment. */
  release(): void {
    if (this.stopped || this.lingering) return;
    this.lingering = setTimeout(() => void this.close(), LINGER_MS);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.close();
  }

  private async open(): Promise<Subscription | null> {
    try {
      return await this.broadcast.subscribe(this.subject.topic, (envelope) => this.receive(envelope));
    } catch (err) {
      this.logger.warn({ err }, 'live events are away, listeners are served from the database');
      this.lingering ??= setTimeout(() => void this.close(), REOPEN_MS);
      return null;
    }
  }

  private async close(): Promise<void> {
    if (this.lingering) clearTimeout(this.lingering);
    this.lingering = null;
    const closing = this.opening;
    this.opening = null;
    await (await closing)?.close();
  }

  private receive(envelope: Envelope): void {
    const { type, onMessage } = this.subject;
    if (envelope.type === type && envelope.version === 1) onMessage(envelope.data);
  }
}

async function withPatience(opening: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, OPEN_PATIENCE_MS);
  });
  await Promise.race([opening, patience]);
  clearTimeout(timer);
}
