import type { CommittedEvent } from '@cadre/persistence';
import type { TaskEventV1, TaskProgressV1 } from '@cadre/contracts';

/** Tells the rest of the installation, and the other parts of this process, what was committed. */
export abstract class TaskEventFeed {
  /** Call it after the commit, never inside a transaction. Never fails: whoever missed it reads the database. */
  abstract announce(events: readonly CommittedEvent[], progress?: readonly TaskProgressV1[]): void;

  /** Hears what this process committed. Returns the unsubscribe function. */
  abstract onCommitted(listener: (events: readonly CommittedEvent[]) => void): () => void;

  /**
   * Hears what any process of the installation broadcast as a signal to orchestrators (isTaskSignal), as far as it
   * arrives. Returns the unsubscribe function.
   */
  abstract onHeard(listener: (events: readonly TaskEventV1[]) => void): () => void;
}
