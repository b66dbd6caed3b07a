import type { QueueName } from '@cadre/contracts';
import type { BusTelemetry } from '../telemetry/bus-telemetry';
import type { ConsumerLoop } from './consumer-loop';

/** The consumers of one process, by their queues. */
export class ConsumerRegistry {
  private readonly consumers = new Map<ConsumerLoop, QueueName>();

  constructor(private readonly telemetry: BusTelemetry) {}

  get size(): number {
    return this.consumers.size;
  }

  get queues(): readonly QueueName[] {
    return [...new Set(this.consumers.values())];
  }

  add(queue: QueueName, consumer: ConsumerLoop): void {
    this.consumers.set(consumer, queue);
    this.telemetry.consumersActive(this.consumers.size);
  }

  remove(consumer: ConsumerLoop): void {
    this.consumers.delete(consumer);
    this.telemetry.consumersActive(this.consumers.size);
  }

  wake(queue: string): void {
    for (const [consumer, consumed] of this.consumers) if (consumed === queue) consumer.wake();
  }

  wakeAll(): void {
    for (const consumer of this.consumers.keys()) consumer.wake();
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.consumers.keys()].map((consumer) => consumer.close()));
  }
}
