import { deadLetterQueue, taskQueue } from '@cadre/contracts';
import { until, type VhostAccess } from '@cadre/testing';

/** A message as the management UI shows it. */
export interface ShownMessage {
  readonly payload: string;
  readonly redelivered: boolean;
  readonly properties: {
    readonly headers: Readonly<Record<string, unknown>>;
    readonly user_id?: string;
    readonly delivery_mode?: number;
    readonly priority?: number;
  };
}

/** What the button "Move messages" of the UI asks for: a shovel that ends when it has moved what stands there. */
export function moving(vhost: string, team: string): Readonly<Record<string, unknown>> {
  return {
    'src-protocol': 'amqp091',
    'src-uri': `amqp:///${vhost}`,
    'src-queue': deadLetterQueue(team),
    'src-delete-after': 'queue-length',
    'dest-protocol': 'amqp091',
    'dest-uri': `amqp:///${vhost}`,
    'dest-queue': taskQueue(team),
    'src-prefetch-count': 1000,
    'add-forward-headers': false,
    'ack-mode': 'on-confirm',
  };
}

/** The dead letters of a team, as a person at the management UI sees and handles them. */
export class DeadLetterQueue {
  private moves = 0;

  constructor(
    private readonly broker: VhostAccess,
    private readonly team: string,
  ) {}

  /** "Get messages", put back afterwards. */
  messages(): Promise<ShownMessage[]> {
    return this.broker.management.post<ShownMessage[]>(`${this.path}/get`, {
      ...{ count: 1_000, ackmode: 'ack_requeue_true', encoding: 'auto' },
    });
  }

  /** The copies of one task's dead letter. */
  async copiesOf(taskId: string): Promise<ShownMessage[]> {
    return (await this.messages()).filter(({ properties }) => properties.headers['task_id'] === taskId);
  }

  /** Waits until the task's dead letter stands there. */
  shown(taskId: string): Promise<ShownMessage> {
    return until(async () => (await this.copiesOf(taskId))[0], { timeoutMs: 90_000, intervalMs: 200 });
  }

  /** "Move messages", all of them, to the task queue. */
  async moveAll(): Promise<void> {
    this.moves += 1;
    await this.broker.management.put(`/parameters/shovel/${this.vhost}/move-${this.moves}`, {
      value: moving(this.vhost, this.team),
    });
  }

  /** "Publish message" into the task queue. */
  async publishToTasks(payload: string): Promise<void> {
    await this.broker.management.post(`/exchanges/${this.vhost}/amq.default/publish`, {
      ...{ routing_key: taskQueue(this.team), payload, payload_encoding: 'string', properties: {} },
    });
  }

  purge(): Promise<void> {
    return this.broker.management.delete(`${this.path}/contents`);
  }

  delete(): Promise<void> {
    return this.broker.management.delete(this.path);
  }

  /** As it stands in paths and addresses. */
  private get vhost(): string {
    return encodeURIComponent(this.broker.vhost);
  }

  private get path(): string {
    return `/queues/${this.vhost}/${deadLetterQueue(this.team)}`;
  }
}
