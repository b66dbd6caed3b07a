import type { ManagementClient } from './management-client';

/** A durable queue, handled through the management API alone. */
export class QueueOfTests {
  private readonly path: string;
  private readonly vhost: string;

  constructor(
    private readonly management: ManagementClient,
    vhost: string,
    private readonly name: string,
  ) {
    this.vhost = encodeURIComponent(vhost);
    this.path = `/queues/${this.vhost}/${name}`;
  }

  declare(): Promise<void> {
    return this.management.put(this.path, { durable: true });
  }

  /** A message that the broker writes down. */
  async publish(text: string): Promise<boolean> {
    const message = {
      properties: { delivery_mode: 2 },
      routing_key: this.name,
      payload: text,
      payload_encoding: 'string',
    };
    const { routed } = await this.management.post<{ routed: boolean }>(
      `/exchanges/${this.vhost}/amq.default/publish`,
      message,
    );
    return routed;
  }

  /** Takes the first message out. */
  async take(): Promise<string | undefined> {
    const request = { count: 1, ackmode: 'ack_requeue_false', encoding: 'auto' };
    const [message] = await this.management.post<{ payload: string }[]>(`${this.path}/get`, request);
    return message?.payload;
  }
}
