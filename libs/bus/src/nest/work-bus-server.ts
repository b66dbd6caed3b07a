import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import type { Consumer, Delivery, DeliveryVerdict, WorkBus } from '../work-bus.port';
import { checkHandlers } from './check-handlers';
import { HandlerMismatchError, InvalidVerdictError } from './handler-errors';
import { consumeOptionsOf, type QueueBinding } from './queue-binding';

/**
 * Serves `@MessagePattern(pattern, { maxBatch, concurrency, initialCredit })` handlers from the work port. A handler
 * gets `readonly Delivery[]` and returns one verdict for each; an exception is no verdict, and the messages come back.
 * Each server needs an instance of its own. Refuses to start unless every queue has exactly one handler.
 *
 *     NestFactory.createMicroservice<AsyncMicroserviceOptions>(AppModule, {
 *       inject: [WORK_BUS],
 *       useFactory: (bus: WorkBus) => ({ strategy: new WorkBusServer(bus, [bindQueue(RequestQueue.Claims)]) }),
 *     });
 */
export class WorkBusServer extends Server implements CustomTransportStrategy {
  override readonly transportId = Symbol('work bus');
  private readonly registrations = new Map<string, number>();
  private readonly consumers = new Map<string, Consumer>();

  constructor(
    private readonly bus: WorkBus,
    private readonly bindings: readonly QueueBinding[],
  ) {
    super();
  }

  /** The running consumer of a pattern, for those who grant it credit. */
  consumer(pattern: string): Consumer {
    const consumer = this.consumers.get(pattern);
    if (consumer === undefined) throw new HandlerMismatchError(`No consumer runs for ${pattern}.`);
    return consumer;
  }

  override addHandler(
    pattern: unknown,
    callback: MessageHandler,
    isEventHandler?: boolean,
    extras?: Record<string, unknown>,
  ): void {
    const route = this.normalizePattern(typeof pattern === 'string' ? pattern : String(pattern));
    this.registrations.set(route, (this.registrations.get(route) ?? 0) + 1);
    super.addHandler(pattern, callback, isEventHandler, extras);
  }

  override listen(callback: (error?: unknown) => void): void {
    this.startConsumers().then(() => callback(), callback);
  }

  /** Takes no more messages; resolves when the running handlers have settled. The bus itself stays open. */
  override async close(): Promise<void> {
    await Promise.all([...this.consumers.values()].map((consumer) => consumer.close()));
    this.consumers.clear();
  }

  override on(): void {
    // The port's own listeners (onReconnect, health) say all there is to say.
  }

  override unwrap<T>(): T {
    // Nest's signature leaves the type to the caller.
    return this.bus as T;
  }

  private async startConsumers(): Promise<void> {
    const patterns = this.bindings.map(({ pattern }) => this.normalizePattern(pattern));
    checkHandlers(patterns, this.registrations);
    await this.bus.start();
    for (const binding of this.bindings) await this.startConsumer(binding);
  }

  private async startConsumer(binding: QueueBinding): Promise<void> {
    const handler = this.getHandlerByPattern(binding.pattern);
    if (handler === null) throw new HandlerMismatchError(`${binding.pattern} has no handler.`);
    const options = consumeOptionsOf(binding, handler.extras);
    const consumer = await this.bus.consume(binding.queue, (deliveries) => handle(handler, deliveries), options);
    this.consumers.set(binding.pattern, consumer);
  }
}

/** Nest wraps results and failures into observables; only awaiting the last value tells them apart. */
async function handle(handler: MessageHandler, deliveries: readonly Delivery[]): Promise<readonly DeliveryVerdict[]> {
  const result: unknown = await handler(deliveries);
  const value: unknown = isObservable(result) ? await lastValueFrom(result, { defaultValue: undefined }) : result;
  if (!isVerdicts(value)) throw new InvalidVerdictError('A message handler must return a list of verdicts.');
  return value;
}

const VERDICTS: ReadonlySet<unknown> = new Set<DeliveryVerdict>(['done', 'requeue', 'dead']);

function isVerdicts(value: unknown): value is readonly DeliveryVerdict[] {
  return Array.isArray(value) && value.every((verdict) => VERDICTS.has(verdict));
}
