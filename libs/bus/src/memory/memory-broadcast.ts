import { decodeMessage, type Envelope, type Topic } from '@cadre/contracts';
import type { Broadcast, Subscription } from '../broadcast.port';
import { SILENT, type BusTelemetry } from '../telemetry/bus-telemetry';
import type { MemoryBroker } from './memory-broker';

/** The broadcast port in memory. */
export class MemoryBroadcast implements Broadcast {
  private readonly closers = new Set<() => void>();
  private readonly gapListeners = new Set<() => void>();

  constructor(
    private readonly broker: MemoryBroker,
    private readonly telemetry: BusTelemetry = SILENT,
  ) {}

  async start(): Promise<void> {
    this.broker.connect(this, {
      receive: () => undefined,
      reconnected: () => this.gapListeners.forEach((listener) => listener()),
    });
  }

  async stop(): Promise<void> {
    for (const close of [...this.closers]) close();
    this.broker.disconnect(this);
  }

  publish(topic: Topic, envelope: Envelope): void {
    if (this.broker.isConnected(this)) this.broker.broadcast(topic, JSON.stringify(envelope));
  }

  async subscribe(topic: Topic, listener: (envelope: Envelope) => void): Promise<Subscription> {
    const unlisten = this.broker.listen(topic, (body) => {
      const decoded = decodeMessage(body);
      if (!decoded.ok || !this.broker.isConnected(this)) return;
      try {
        listener(decoded.envelope);
      } catch (error) {
        this.telemetry.log('error', 'broadcast listener failed', { topic, error });
      }
    });
    this.closers.add(unlisten);
    return {
      close: async () => {
        this.closers.delete(unlisten);
        unlisten();
      },
    };
  }

  onGap(listener: () => void): () => void {
    this.gapListeners.add(listener);
    return () => this.gapListeners.delete(listener);
  }
}
