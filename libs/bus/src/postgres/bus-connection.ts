import { Socket } from 'node:net';
import { Client, types, type Notification, type QueryResultRow } from 'pg';
import { backoffMs } from '../connection/backoff';
import { withDeadline } from '../connection/deadline';
import { BusStoppedError, BusUnavailableError, TopologyMismatchError } from '../errors';
import type { BusTelemetry } from '../telemetry/bus-telemetry';
import type { Statement } from './statement';

const CONNECT_DEADLINE_MS = 5_000;
const QUERY_DEADLINE_MS = 5_000;
const INT8_OID = 20;

export interface BusConnectionOptions {
  readonly url: string;
  /** Shown in pg_stat_activity, logs and metrics. */
  readonly name: string;
  /** Server settings in the form of PGOPTIONS. */
  readonly sessionOptions: string;
  readonly telemetry: BusTelemetry;
  /** Makes a fresh session ready; while it runs nobody else gets the connection. */
  onOpen?(session: Session): Promise<void>;
  /** After every connect but the first. */
  onReconnected?(): void;
  onStateChange?(): void;
  onNotification?(channel: string, payload: string): void;
}

/** A raw session during its set-up. */
export interface Session {
  query<Row extends QueryResultRow>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
}

/**
 * One connection that comes back by itself. Every wait has a deadline; a statement that overruns it costs the connection,
 * because nobody can tell any more whether the other side lives.
 */
export class BusConnection {
  private client: Client | undefined;
  private socket: Socket | undefined;
  private started = false;
  private stopped = false;
  private opened = 0;
  private failedAttempts = 0;
  private lastError: unknown;
  private retryTimer: NodeJS.Timeout | undefined;
  private line: Promise<unknown> = Promise.resolve();
  private readonly waiters = new Set<{ resolve(client: Client): void; reject(error: Error): void }>();

  constructor(private readonly options: BusConnectionOptions) {}

  get connected(): boolean {
    return this.client !== undefined;
  }

  /** It was closed, not lost: it will not come back. */
  get closed(): boolean {
    return this.stopped;
  }

  /** Begins to connect, and to come back for ever after. */
  start(): void {
    if (this.started) return;
    this.started = true;
    void this.connect();
  }

  /** Rejects with TopologyMismatchError at once, with BusUnavailableError at the deadline. */
  async ready(deadlineMs: number): Promise<void> {
    await this.whenConnected(deadlineMs);
  }

  query<Row extends QueryResultRow>(
    { name, text }: Statement<Row>,
    values: readonly unknown[],
    deadlineMs = QUERY_DEADLINE_MS,
  ): Promise<readonly Row[]> {
    return this.inTurn(deadlineMs, (client) => client.query<Row>({ name, text, values: [...values] }));
  }

  /** A statement without parameters, not prepared: LISTEN and its like. */
  async run(text: string, deadlineMs = QUERY_DEADLINE_MS): Promise<void> {
    await this.inTurn(deadlineMs, (client) => client.query(text));
  }

  async close(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.retryTimer);
    for (const waiter of this.waiters) waiter.reject(new BusStoppedError('The bus was stopped.'));
    const client = this.client;
    this.client = undefined;
    const goodbye = client?.end().catch(() => undefined);
    await withDeadline(Promise.resolve(goodbye), 1_000, () => new BusUnavailableError('No goodbye.')).catch(
      () => undefined,
    );
    this.socket?.destroy();
  }

  /** One statement at a time, in the order they came. */
  private inTurn<Row extends QueryResultRow>(
    deadlineMs: number,
    statement: (client: Client) => Promise<{ readonly rows: Row[] }>,
  ): Promise<readonly Row[]> {
    const overdueAt = performance.now() + deadlineMs;
    const turn = this.line.then(async () => {
      const client = await this.whenConnected(Math.max(1, overdueAt - performance.now()));
      return this.guarded(client, statement(client), Math.max(1, overdueAt - performance.now()));
    });
    this.line = turn.catch(() => undefined);
    return turn;
  }

  private async guarded<Row extends QueryResultRow>(
    client: Client,
    result: Promise<{ readonly rows: Row[] }>,
    deadlineMs: number,
  ): Promise<readonly Row[]> {
    try {
      const overdue = () => new BusUnavailableError(`${this.options.name}: no answer in time.`);
      return (await withDeadline(result, deadlineMs, overdue)).rows;
    } catch (error) {
      if (error instanceof BusUnavailableError) this.lose(client, error);
      throw toBusError(error);
    }
  }

  private async whenConnected(deadlineMs: number): Promise<Client> {
    if (this.client !== undefined) return this.client;
    if (this.stopped) throw new BusStoppedError('The bus was stopped.');
    let waiter: { resolve(client: Client): void; reject(error: Error): void } | undefined;
    const connected = new Promise<Client>((resolve, reject) => {
      waiter = { resolve, reject };
      this.waiters.add(waiter);
    });
    try {
      return await withDeadline(connected, deadlineMs, () => this.unavailable());
    } finally {
      if (waiter !== undefined) this.waiters.delete(waiter);
    }
  }

  private unavailable(): BusUnavailableError {
    const reason = this.lastError instanceof Error ? `: ${this.lastError.message}` : '';
    return new BusUnavailableError(`The bus database cannot be reached${reason}`, { cause: this.lastError });
  }

  private async connect(): Promise<void> {
    try {
      const client = await this.open();
      if (this.stopped) return await client.end();
      this.established(client);
    } catch (error) {
      this.lastError = error;
      this.socket?.destroy();
      if (error instanceof TopologyMismatchError) for (const waiter of this.waiters) waiter.reject(error);
      this.retryLater(error);
    }
  }

  private async open(): Promise<Client> {
    const socket = new Socket();
    this.socket = socket;
    const client = new Client({
      connectionString: this.options.url,
      application_name: this.options.name,
      options: this.options.sessionOptions,
      keepAlive: true,
      connectionTimeoutMillis: CONNECT_DEADLINE_MS,
      stream: () => socket,
      types: { getTypeParser: parserOf },
    });
    client.on('error', (error) => this.lose(client, error));
    client.on('end', () => this.lose(client, new BusUnavailableError('The connection was closed.')));
    client.on('notification', (message) => this.notified(message));
    await client.connect();
    await withDeadline(
      this.options.onOpen?.({ query: (text, values = []) => queryRows(client, text, values) }) ?? Promise.resolve(),
      CONNECT_DEADLINE_MS,
      () => new BusUnavailableError(`${this.options.name}: setting up the session took too long.`),
    );
    return client;
  }

  private established(client: Client): void {
    this.client = client;
    this.failedAttempts = 0;
    this.opened += 1;
    this.options.onStateChange?.();
    for (const waiter of this.waiters) waiter.resolve(client);
    if (this.opened === 1) return;
    this.options.telemetry.reconnected(this.options.name);
    this.options.telemetry.log('info', 'bus connection re-established', { connection: this.options.name });
    this.options.onReconnected?.();
  }

  private lose(client: Client, error: Error): void {
    if (this.client !== client) return;
    this.client = undefined;
    this.lastError = error;
    this.socket?.destroy();
    this.options.onStateChange?.();
    this.retryLater(error);
  }

  private retryLater(error: unknown): void {
    if (this.stopped) return;
    const delay = backoffMs(this.failedAttempts, Math.random());
    this.failedAttempts += 1;
    const fields = { connection: this.options.name, attempt: this.failedAttempts, error: messageOf(error) };
    this.options.telemetry.log('warn', 'bus connection lost', fields);
    clearTimeout(this.retryTimer);
    this.retryTimer = setTimeout(() => void this.connect(), delay);
  }

  private notified(message: Notification): void {
    this.options.onNotification?.(message.channel, message.payload ?? '');
  }
}

async function queryRows<Row extends QueryResultRow>(
  client: Client,
  text: string,
  values: readonly unknown[],
): Promise<readonly Row[]> {
  try {
    return (await client.query<Row>(text, [...values])).rows;
  } catch (error) {
    throw toBusError(error);
  }
}

/** Ids and counters stay far below 2^53. */
function parserOf(oid: number): (value: string) => unknown {
  return oid === INT8_OID ? Number : (types.getTypeParser(oid) as (value: string) => unknown);
}

const MISSING_SCHEMA = new Set(['3F000', '42P01', '42883', '42703']);

function toBusError(error: unknown): Error {
  if (error instanceof BusUnavailableError || error instanceof TopologyMismatchError) return error;
  const code = codeOf(error);
  if (code !== undefined && MISSING_SCHEMA.has(code)) {
    return new TopologyMismatchError(
      `The bus schema is missing or of another version (${messageOf(error)}): run the migrations.`,
    );
  }
  return new BusUnavailableError(`The bus database refused: ${messageOf(error)}`, { cause: error });
}

/** The SQLSTATE of an error, also of one that stands behind ours. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('cause' in error && error.cause !== undefined) return codeOf(error.cause);
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
