import { escapeIdentifier } from 'pg';
import type { BusTelemetry } from '../telemetry/bus-telemetry';
import { BusConnection, type Session } from './bus-connection';
import { SESSION_OPTIONS } from './session-settings';
import { KEEPALIVE } from './sql/keepalive.sql';

export interface TopicListenerOptions {
  readonly url: string;
  readonly name: string;
  readonly telemetry: BusTelemetry;
  /** Something may have been missed. */
  onGap(): void;
}

const KEEPALIVE_MS = 5_000;
const KEEPALIVE_DEADLINE_MS = 3_000;
const FIRST_CONNECT_MS = 5_000;

/** The connection that listens for broadcasts; asked every few seconds whether it is still there. */
export class TopicListener {
  readonly connection: BusConnection;
  private readonly channels = new Map<string, (text: string) => void>();
  private keepalive: NodeJS.Timeout | undefined;
  private begunLate = false;

  constructor(private readonly options: TopicListenerOptions) {
    this.connection = new BusConnection({
      url: options.url,
      name: options.name,
      sessionOptions: SESSION_OPTIONS.listening,
      telemetry: options.telemetry,
      onOpen: (session) => this.prepare(session),
      onReconnected: () => options.onGap(),
      onNotification: (channel, text) => this.channels.get(channel)?.(text),
    });
  }

  /** Resolves when listening has begun, or when the server cannot be reached for now: then a gap is told later. */
  async listen(channel: string, listener: (text: string) => void): Promise<void> {
    this.channels.set(channel, listener);
    this.startOnce();
    try {
      await this.connection.run(`LISTEN ${escapeIdentifier(channel)}`, FIRST_CONNECT_MS);
    } catch (error) {
      this.begunLate = true;
      this.options.telemetry.log('warn', 'listening begins later', { channel, error });
    }
  }

  async unlisten(channel: string): Promise<void> {
    this.channels.delete(channel);
    if (!this.connection.connected) return;
    await this.connection.run(`UNLISTEN ${escapeIdentifier(channel)}`).catch(() => undefined);
  }

  async close(): Promise<void> {
    clearInterval(this.keepalive);
    await this.connection.close();
  }

  private startOnce(): void {
    if (this.keepalive !== undefined) return;
    this.connection.start();
    this.keepalive = setInterval(() => void this.ask(), KEEPALIVE_MS);
  }

  /** A silently dead connection costs itself: the connection treats a late answer as a loss. */
  private async ask(): Promise<void> {
    if (!this.connection.connected) return;
    await this.connection.query(KEEPALIVE, [], KEEPALIVE_DEADLINE_MS).catch(() => undefined);
  }

  private async prepare(session: Session): Promise<void> {
    const channels = [...this.channels.keys()].map((channel) => `LISTEN ${escapeIdentifier(channel)}`);
    if (channels.length > 0) await session.query(channels.join(';'));
    if (this.begunLate) this.options.onGap();
    this.begunLate = false;
  }
}
