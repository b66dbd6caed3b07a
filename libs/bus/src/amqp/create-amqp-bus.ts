import type { Bus } from '../bus';
import { AmqpBroadcast } from './amqp-broadcast';
import { AmqpWorkBus, type AmqpBusOptions } from './amqp-work-bus';

/** The bus of one process on RabbitMQ. Nothing is connected until its ports are started. */
export function createAmqpBus(options: AmqpBusOptions): Bus {
  return { work: new AmqpWorkBus(options), broadcast: new AmqpBroadcast(options) };
}
