import type { Broadcast } from './broadcast.port';
import type { WorkBus } from './work-bus.port';

/** Both ports of one process. They share no connection. */
export interface Bus {
  readonly work: WorkBus;
  readonly broadcast: Broadcast;
}
