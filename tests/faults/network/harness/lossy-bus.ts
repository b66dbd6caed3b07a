import { RequestTimeoutError, type WorkBus } from '@cadre/bus';
import { type Envelope, RequestQueue } from '@cadre/contracts';
import { seeded } from '../../harness/seeded';

/** The parts of a request, and of its answer, that speak of one task each. */
const PARTS = {
  [RequestQueue.Claims]: { asked: 'claims', answered: ['results'] },
  [RequestQueue.Reports]: { asked: 'reports', answered: ['results'] },
  [RequestQueue.Heartbeats]: { asked: 'leases', answered: ['renewed', 'lost', 'cancel'] },
} as const satisfies Record<RequestQueue, { asked: string; answered: readonly string[] }>;

/** In a row. More than six claims in vain would give up, more than one heartbeat and some claims would cost the lease. */
const AT_MOST = {
  [RequestQueue.Claims]: 2,
  [RequestQueue.Reports]: 2,
  [RequestQueue.Heartbeats]: 1,
} as const satisfies Record<RequestQueue, number>;

type Way = 'asked' | 'answered';
type Part = string | { readonly task_id: string };

/** Which of the messages about a task are lost: decided by the seed of the task, before it begins. */
export class Losses {
  lost = 0;
  private readonly left = new Map<string, number>();

  constructor(private readonly seedOf: (taskId: string) => number | undefined) {}

  /** Without what is lost this time. */
  thin<P extends Part>(queue: RequestQueue, way: Way, parts: readonly P[]): P[] {
    return parts.filter((part) => !this.loses(queue, way, typeof part === 'string' ? part : part.task_id));
  }

  private loses(queue: RequestQueue, way: Way, taskId: string): boolean {
    const key = `${queue} ${way} ${taskId}`;
    const left = this.left.get(key) ?? this.draw(queue, way, taskId);
    this.left.set(key, left - 1);
    if (left <= 0) return false;
    this.lost += 1;
    return true;
  }

  private draw(queue: RequestQueue, way: Way, taskId: string): number {
    const seed = this.seedOf(taskId);
    if (seed === undefined) return 0;
    const place = Object.keys(PARTS).indexOf(queue) * 2 + (way === 'asked' ? 0 : 1);
    const random = seeded(seed * 8 + place);
    return Math.floor(random() * (AT_MOST[queue] + 1));
  }
}

/** A bus that loses some of what a worker asks, and some of the answers. */
export function lossy(bus: WorkBus, losses: Losses): WorkBus {
  const request: WorkBus['request'] = async (queue, message, options) => {
    if (!isRequestQueue(queue)) return bus.request(queue, message, options);
    const { asked, answered } = PARTS[queue];
    const out = thinned(message.envelope, [asked], (parts) => losses.thin(queue, 'asked', parts));
    const answer = await bus.request(queue, { ...message, envelope: out }, options);
    const back = thinned(answer, answered, (parts) => losses.thin(queue, 'answered', parts));
    return back;
  };
  return new Proxy(bus, {
    get: (target, name) => (name === 'request' ? request : memberOf(target, name)),
  });
}

/** Throws RequestTimeoutError when it spoke of tasks and nothing of it is left. */
function thinned(envelope: Envelope, fields: readonly string[], thin: (parts: Part[]) => Part[]): Envelope {
  const data = { ...(envelope.data as Record<string, unknown>) };
  let before = 0;
  let after = 0;
  for (const field of fields) {
    const parts = data[field] as Part[];
    const left = thin(parts);
    data[field] = left;
    before += parts.length;
    after += left.length;
  }
  if (before > 0 && after === 0) throw new RequestTimeoutError('lost');
  return { ...envelope, data };
}

function isRequestQueue(queue: string): queue is RequestQueue {
  return queue in PARTS;
}

function memberOf(bus: WorkBus, name: string | symbol): unknown {
  const member: unknown = Reflect.get(bus, name, bus);
  return typeof member === 'function' ? (member.bind(bus) as unknown) : member;
}
