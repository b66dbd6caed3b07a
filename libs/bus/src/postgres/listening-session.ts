import { escapeIdentifier } from 'pg';
import { InboxError } from '../errors';
import type { BusTelemetry } from '../telemetry/bus-telemetry';
import { BusConnection, type Session } from './bus-connection';
import { channelOf } from './channel';
import { SESSION_OPTIONS } from './session-settings';
import type { Statement } from './statement';

export interface ListeningSessionOptions {
  readonly url: string;
  readonly name: string;
  readonly telemetry: BusTelemetry;
  /** Held as an advisory lock while this session lives, so that others can see that it does. */
  readonly sessionKey: string;
  onReconnected(): void;
  onStateChange(): void;
}

const INBOX_ATTEMPTS = 20;
const INBOX_RETRY_MS = 150;

/**
 * The one dedicated connection of a process: it listens, and its advisory locks are what others know of this process.
 * After every reconnect it takes its locks and listens again before anybody hears of the reconnect.
 */
export class ListeningSession {
  readonly connection: BusConnection;
  private readonly listeners = new Map<string, (payload: string) => void>();
  private inbox: string | undefined;

  constructor(private readonly options: ListeningSessionOptions) {
    this.connection = new BusConnection({
      url: options.url,
      name: options.name,
      sessionOptions: SESSION_OPTIONS.listening,
      telemetry: options.telemetry,
      onOpen: (session) => this.prepare(session),
      onReconnected: () => options.onReconnected(),
      onStateChange: () => options.onStateChange(),
      onNotification: (channel, payload) => this.listeners.get(channel)?.(payload),
    });
  }

  async listen(name: string, listener: (payload: string) => void): Promise<void> {
    const channel = channelOf(name);
    this.listeners.set(channel, listener);
    await this.runIfConnected(`LISTEN ${escapeIdentifier(channel)}`);
  }

  async unlisten(name: string): Promise<void> {
    const channel = channelOf(name);
    this.listeners.delete(channel);
    await this.runIfConnected(`UNLISTEN ${escapeIdentifier(channel)}`);
  }

  /** Takes the inbox's lock. Rejects with InboxError when another process has it open. */
  async openInbox(address: string): Promise<void> {
    await this.lockInbox(address, (statement, values) => this.connection.query(statement, values));
    this.inbox = address;
  }

  /** Enters the open inbox again, should somebody have emptied the table. */
  async renewInbox(): Promise<void> {
    if (this.inbox !== undefined) await this.connection.query(OPEN_INBOX, [this.inbox]);
  }

  /** A connection that fails here comes back, and then listens to exactly what is wanted. */
  private async runIfConnected(statement: string): Promise<void> {
    if (!this.connection.connected) return;
    await this.connection.run(statement).catch((error: unknown) => {
      if (this.connection.closed) return;
      this.options.telemetry.log('warn', 'listening begins with the next connection', { error });
    });
  }

  private async prepare(session: Session): Promise<void> {
    const { sessionKey } = this.options;
    // A predecessor that is cut off but not yet known to be dead would keep the inbox from us.
    await session.query(END_PREDECESSORS.text, [sessionKey]);
    await session.query('SELECT pg_advisory_lock_shared($1::int8)', [sessionKey]);
    const channels = [...this.listeners.keys()].map((channel) => `LISTEN ${escapeIdentifier(channel)}`);
    if (channels.length > 0) await session.query(channels.join(';'));
    if (this.inbox !== undefined) await this.lockInbox(this.inbox, ({ text }, values) => session.query(text, values));
  }

  private async lockInbox(
    address: string,
    query: (statement: Statement<LockRow>, values: readonly unknown[]) => Promise<readonly LockRow[]>,
  ): Promise<void> {
    for (let attempt = 1; attempt <= INBOX_ATTEMPTS; attempt += 1) {
      const [row] = await query(OPEN_INBOX, [address]);
      if (row?.opened === true) return;
      await new Promise((resolve) => setTimeout(resolve, INBOX_RETRY_MS));
    }
    throw new InboxError(`The inbox ${address} is open in another process.`);
  }
}

interface LockRow {
  opened: boolean;
}

/** $1 own session key */
const END_PREDECESSORS: Statement<{ ended: boolean }> = {
  name: 'bus_end_predecessors',
  text: `
SELECT pg_terminate_backend(pid) AS ended FROM bus.held_locks WHERE lock_key = $1::int8 AND pid <> pg_backend_pid()`,
};

/** $1 address. The lock is tried first; only its holder writes the row. */
const OPEN_INBOX: Statement<LockRow> = {
  name: 'bus_open_inbox',
  text: `
WITH lock AS MATERIALIZED (
  SELECT hashtextextended($1, 0) AS key, pg_try_advisory_lock(hashtextextended($1, 0)) AS opened
), entered AS (
  INSERT INTO bus.inboxes (address, lock_key) SELECT $1, key FROM lock WHERE opened
  ON CONFLICT (address) DO UPDATE SET lock_key = EXCLUDED.lock_key, opened_at = now()
)
SELECT opened FROM lock`,
};
