import { Exchange, RequestQueue, teamOfTaskQueue, type QueueName } from '@cadre/contracts';
import { MAX_PRIORITY } from '../priorities';

/** Arguments of a queue as AMQP knows them. */
export type QueueArguments = Readonly<Record<string, string | number>>;

/** How one kind of work queue is declared and reached. */
interface QueueKind {
  readonly exchange: Exchange | '';
  readonly prioritised: boolean;
  /** No message of it is worth anything after so many ms. */
  readonly maxTtlMs: number;
  arguments(queue: QueueName): QueueArguments;
}

export const DEAD_LETTER_TTL_MS = 14 * 86_400_000;
/** The least the broker accepts anywhere is 32 bits. */
const ANY_TTL_MS = 2 ** 31;
const HEARTBEAT_TTL_MS = 10_000;
const CLAIM_TTL_MS = 5_000;
/** Said outright, because a virtual host may have another default. */
export const CLASSIC: QueueArguments = { 'x-queue-type': 'classic' };

const request = (extras: QueueArguments, maxTtlMs: number): QueueKind => ({
  exchange: Exchange.Requests,
  prioritised: false,
  maxTtlMs,
  arguments: () => ({ ...CLASSIC, ...extras }),
});

/** Exhaustive: a queue without an entry does not compile. */
const REQUEST_KINDS: Readonly<Record<RequestQueue, QueueKind>> = {
  [RequestQueue.Claims]: request({}, CLAIM_TTL_MS),
  [RequestQueue.Heartbeats]: request({ 'x-message-ttl': HEARTBEAT_TTL_MS }, HEARTBEAT_TTL_MS),
  [RequestQueue.Reports]: request({}, ANY_TTL_MS),
};

const TASKS: QueueKind = {
  // Tasks go by the default exchange: only orchestrators may write to it, and they need it for inboxes anyway.
  exchange: '',
  prioritised: true,
  maxTtlMs: ANY_TTL_MS,
  arguments: (queue) => ({
    ...CLASSIC,
    'x-max-priority': MAX_PRIORITY,
    'x-dead-letter-exchange': Exchange.DeadLetters,
    'x-dead-letter-routing-key': teamOfTaskQueue(queue) ?? queue,
  }),
};

export function kindOf(queue: QueueName): QueueKind {
  return isRequestQueue(queue) ? REQUEST_KINDS[queue] : TASKS;
}

export function isRequestQueue(queue: QueueName): queue is RequestQueue {
  return queue in REQUEST_KINDS;
}
