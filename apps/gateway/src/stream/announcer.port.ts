import type { CommittedEvent } from '@cadre/persistence';

/** Tells everybody what was committed. Also the injection token. */
export abstract class Announcer {
  /** To be called after the commit. Returns at once; what cannot be told is found by those who re-read. */
  abstract announce(events: readonly CommittedEvent[]): void;
}
