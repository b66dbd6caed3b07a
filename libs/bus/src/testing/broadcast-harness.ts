import type { Broadcast } from '../broadcast.port';

/** What the broadcast contract needs of an adapter besides the port. */
export interface BroadcastHarness {
  /** A started broadcast, as one process of its own. */
  connect(): Promise<Broadcast>;
  /** The connections of this process break; it may come back. */
  cutConnections(broadcast: Broadcast): Promise<void>;
  close(): Promise<void>;
}
