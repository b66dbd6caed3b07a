import type { QueueName } from '@cadre/contracts';
import type { WorkBus } from '../work-bus.port';

/** What a contract suite needs of an adapter besides the port: its broker, and ways to break things. */
export interface WorkBusHarness {
  /** A bus as one process of its own, not started yet. Stopped by `close` at the latest. */
  create(): Promise<WorkBus>;
  /** The same, started. */
  connect(): Promise<WorkBus>;
  /** The process of this bus dies without a word. */
  crash(bus: WorkBus): Promise<void>;
  /** The connections of this bus break; it may come back. */
  cutConnections(bus: WorkBus): Promise<void>;
  /** Nobody can reach the broker, until the returned function is called. */
  outage(): Promise<() => Promise<void>>;
  /** Puts a body into a queue that no publisher would write. */
  publishRaw(queue: QueueName, body: string): Promise<void>;
  /** An operator empties a queue. */
  purge(queue: QueueName): Promise<void>;
  deadMessages(queue: QueueName): Promise<readonly { readonly body: string; readonly reason: string }[]>;
  close(): Promise<void>;
}
