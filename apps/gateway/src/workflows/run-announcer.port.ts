import type { RunEventRow } from '@cadre/persistence';

/**
 * Tells everybody what was committed about runs. The engine listens, too, so this is also what wakes it; it looks by
 * itself once a second. Also the injection token.
 */
export abstract class RunAnnouncer {
  /** To be called after the commit. */
  abstract announce(events: readonly RunEventRow[]): void;
}
