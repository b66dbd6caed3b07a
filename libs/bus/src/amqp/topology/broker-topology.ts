import {
  deadLetterQueue,
  Exchange,
  REQUESTS_DEAD_KEY,
  RequestQueue,
  taskQueue,
  type QueueName,
} from '@cadre/contracts';
import { CLASSIC, DEAD_LETTER_TTL_MS, kindOf, type QueueArguments } from './queue-kinds';

/** Everything durable at the broker, in the words of RabbitMQ's definitions file. */
export interface BrokerTopology {
  readonly exchanges: readonly { readonly name: Exchange; readonly type: 'direct' | 'topic' }[];
  readonly queues: readonly { readonly name: string; readonly arguments: QueueArguments }[];
  readonly bindings: readonly {
    readonly source: Exchange;
    readonly destination: string;
    readonly routing_key: string;
  }[];
}

const EXCHANGES: BrokerTopology['exchanges'] = [
  { name: Exchange.Requests, type: 'direct' },
  { name: Exchange.DeadLetters, type: 'direct' },
  { name: Exchange.Events, type: 'topic' },
];

/** What orchestrators declare for these teams; all of it durable. Inboxes and listeners are their owners' own. */
export function brokerTopology(teams: readonly string[]): BrokerTopology {
  const requests = Object.values(RequestQueue);
  const workQueues: QueueName[] = [...teams.map(taskQueue), ...requests];
  const deadKeys = [...teams, REQUESTS_DEAD_KEY];
  return {
    exchanges: EXCHANGES,
    queues: [
      ...deadKeys.map((key) => ({
        name: deadLetterQueue(key),
        arguments: { ...CLASSIC, 'x-message-ttl': DEAD_LETTER_TTL_MS },
      })),
      ...workQueues.map((queue) => ({ name: queue, arguments: kindOf(queue).arguments(queue) })),
    ],
    bindings: [
      ...requests.map((queue) => ({ source: Exchange.Requests, destination: queue, routing_key: queue })),
      ...deadKeys.map((key) => ({
        source: Exchange.DeadLetters,
        destination: deadLetterQueue(key),
        routing_key: key,
      })),
    ],
  };
}
