import { Duplex } from 'node:stream';
import { connect, type Channel, type ChannelModel } from 'amqplib';
import { backoffMs } from '../connection/backoff';
import { coalesceWrites } from '../connection/coalesce-writes';
import { withDeadline } from '../connection/deadline';
import { BusStoppedError, BusUnavailableError, TopologyMismatchError } from '../errors';
import type { BusTelemetry } from '../telemetry/bus-telemetry';
import type { AmqpAddress } from './address';
import { explainDistrust } from './authorities';
import { messageOf } from './replies';

const CONNECT_DEADLINE_MS = 5_000;
const ANSWER_DEADLINE_MS = 5_000;
const GOODBYE_MS = 1_000;

export interface AmqpConnectionOptions {
  readonly address: AmqpAddress;
  /** Shown in the management UI, logs and metrics. */
  readonly name: string;
  readonly telemetry: BusTelemetry;
  /** Makes a fresh connection ready; while it runs the connection does not count as connected. */
  onOpen?(fresh: FreshConnection): Promise<void>;
  /** After every connect, the first included. */
  onConnected?(): void;
  onStateChange?(): void;
}

export type FreshConnection = Pick<ChannelModel, 'createChannel' | 'createConfirmChannel'>;

/**
 * One connection that comes back by itself, with growing pauses. Every wait has a deadline; an answer that overruns it
 * costs the connection, because nobody can tell any more whether the other side lives.
 */
export class AmqpConnection {
  private model: ChannelModel | undefined;
  /** Aborts when the present model is given up. */
  private ending = new AbortController();
  private refusing = false;
  private started = false;
  private stopped = false;
  private opened = 0;
  private failedAttempts = 0;
  private lastError: unknown;
  private retryTimer: NodeJS.Timeout | undefined;
  private readonly waiters = new Set<{ resolve(): void; reject(error: Error): void }>();

  constructor(private readonly options: AmqpConnectionOptions) {}

  get connected(): boolean {
    return this.model !== undefined;
  }

  /** The broker is short of memory or disk: it reads nothing from a connection that publishes. */
  get blocked(): boolean {
    return this.refusing;
  }

  /** Begins to connect, and to come back for ever after. */
  start(): void {
    if (this.started) return;
    this.started = true;
    void this.connect();
  }

  /** Rejects with TopologyMismatchError at once, with BusUnavailableError at the deadline. */
  async ready(deadlineMs: number): Promise<void> {
    if (this.model !== undefined) return;
    if (this.stopped) throw new BusStoppedError('The bus was stopped.');
    if (this.lastError instanceof TopologyMismatchError) throw this.lastError;
    let waiter: { resolve(): void; reject(error: Error): void } | undefined;
    const connected = new Promise<void>((resolve, reject) => {
      waiter = { resolve, reject };
      this.waiters.add(waiter);
    });
    try {
      await withDeadline(connected, deadlineMs, () => this.unavailable());
    } finally {
      if (waiter !== undefined) this.waiters.delete(waiter);
    }
  }

  /** A channel whose end is told by `onLost`, once, and by nothing else; also when its connection is given up. */
  async openChannel(onLost: (error: unknown) => void): Promise<Channel> {
    const { model, ending } = this;
    if (model === undefined) throw this.unavailable();
    const channel = await this.answer(model.createChannel());
    let told = false;
    const tell = (error: unknown): void => {
      ending.signal.removeEventListener('abort', tellOfEnd);
      if (!told) onLost(error);
      told = true;
    };
    const tellOfEnd = (): void => tell(ending.signal.reason);
    // amqplib closes the channels of a connection only when the other side answers.
    ending.signal.addEventListener('abort', tellOfEnd);
    watchChannel(channel, tell);
    return channel;
  }

  /** Waits for the broker's answer on this connection, but not for ever, and not when the connection is given up. */
  async answer<T>(promise: Promise<T>): Promise<T> {
    const { model, ending } = this;
    try {
      const overdue = () => new OverdueError('The broker did not answer.');
      return await withDeadline(unlessEnded(promise, ending.signal), ANSWER_DEADLINE_MS, overdue);
    } catch (error) {
      if (error instanceof OverdueError && model !== undefined) this.lose(model, error);
      throw error;
    }
  }

  /** Gives the present connection up; a new one is made. */
  renew(reason: Error): void {
    if (this.model !== undefined) this.lose(this.model, reason);
  }

  async close(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.retryTimer);
    for (const waiter of this.waiters) waiter.reject(new BusStoppedError('The bus was stopped.'));
    const { model } = this;
    this.model = undefined;
    this.options.onStateChange?.();
    if (model !== undefined) await farewell(model);
  }

  private unavailable(): BusUnavailableError {
    const reason = this.lastError === undefined ? '' : `: ${messageOf(this.lastError)}`;
    const message = `The broker at ${this.options.address.shown} cannot be reached${reason}`;
    return new BusUnavailableError(message, { cause: this.lastError });
  }

  private async connect(): Promise<void> {
    try {
      const model = await this.open();
      if (this.stopped) return await farewell(model);
      this.established(model);
    } catch (error) {
      this.lastError = error;
      if (error instanceof TopologyMismatchError) for (const waiter of this.waiters) waiter.reject(error);
      this.retryLater(error);
    }
  }

  private async open(): Promise<ChannelModel> {
    const model = await this.dial();
    let broken: unknown;
    model.on('error', (error) => (broken = error));
    model.on('close', (error) => this.lose(model, broken ?? error ?? new BusUnavailableError('Connection closed.')));
    model.on('blocked', (reason) => this.refused(model, true, reason));
    model.on('unblocked', () => this.refused(model, false, ''));
    try {
      const overdue = () => new BusUnavailableError('Setting up the connection took too long.');
      await withDeadline(this.options.onOpen?.(model) ?? Promise.resolve(), CONNECT_DEADLINE_MS, overdue);
      if (broken !== undefined) throw broken instanceof Error ? broken : new BusUnavailableError('Connection closed.');
      return model;
    } catch (error) {
      await farewell(model);
      throw error;
    }
  }

  private async dial(): Promise<ChannelModel> {
    const { address, name } = this.options;
    const dialling = connect(address.connect, {
      noDelay: true,
      keepAlive: true,
      timeout: CONNECT_DEADLINE_MS,
      ...(address.authorities !== undefined && { ca: address.authorities }),
      clientProperties: { connection_name: name },
    });
    const overdue = () => new BusUnavailableError('No answer in time.');
    try {
      const model = await withDeadline(dialling, CONNECT_DEADLINE_MS + GOODBYE_MS, overdue);
      const socket = socketOf(model);
      if (socket !== undefined) coalesceWrites(socket);
      return model;
    } catch (error) {
      // It may still come, and must not stay.
      dialling.then(farewell, () => undefined);
      throw explainDistrust(error, address.shown);
    }
  }

  private established(model: ChannelModel): void {
    this.model = model;
    this.ending = new AbortController();
    this.refusing = false;
    this.failedAttempts = 0;
    this.lastError = undefined;
    this.opened += 1;
    for (const waiter of this.waiters) waiter.resolve();
    if (this.opened > 1) {
      this.options.telemetry.reconnected(this.options.name);
      this.options.telemetry.log('info', 'bus connection re-established', { connection: this.options.name });
    }
    this.options.onConnected?.();
    this.options.onStateChange?.();
  }

  private lose(model: ChannelModel, error: unknown): void {
    if (this.model !== model) return;
    this.model = undefined;
    this.lastError = error;
    this.ending.abort(new BusUnavailableError('The connection was given up.', { cause: error }));
    void farewell(model);
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

  private refused(model: ChannelModel, refusing: boolean, reason: string): void {
    if (this.model !== model) return;
    this.refusing = refusing;
    const message = refusing
      ? 'broker takes no messages: it is short of memory or disk'
      : 'broker takes messages again';
    this.options.telemetry.log('warn', message, { connection: this.options.name, reason });
    this.options.onStateChange?.();
  }
}

/** What is waited for comes, or will not come any more. */
function unlessEnded<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', giveUp, { once: true });
    void promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}

class OverdueError extends BusUnavailableError {}

/** Without a listener an 'error' would end the process. */
export function watchChannel(channel: Channel, onLost: (error: unknown) => void): void {
  let broken: unknown;
  channel.on('error', (error) => (broken = error));
  channel.once('close', () => onLost(broken ?? new BusUnavailableError('The channel was closed.')));
}

/** Says goodbye if the other side still listens, and leaves nothing open if it does not. */
async function farewell(model: ChannelModel): Promise<void> {
  const gone = new Promise<void>((resolve) => model.once('close', () => resolve()));
  try {
    const goodbye = Promise.race([model.close(), gone]);
    await withDeadline(goodbye, GOODBYE_MS, () => new BusUnavailableError('No goodbye.'));
  } catch {
    // It was closed already, or nobody answers.
  }
  socketOf(model)?.destroy();
}

/** amqplib ends a dead connection's socket but never destroys it. */
function socketOf({ connection }: ChannelModel): Duplex | undefined {
  return 'stream' in connection && connection.stream instanceof Duplex ? connection.stream : undefined;
}
