import type { RunEventRow } from '@cadre/persistence';

/** Tells everybody, this process too, what was committed about workflow runs. Also the injection token. */
export abstract class RunEventFeed {
  /** To be called after the commit: followers see it, engines go on with it. */
  abstract announce(events: readonly RunEventRow[]): void;
}
