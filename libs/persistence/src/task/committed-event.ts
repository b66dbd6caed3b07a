import type { EventRow } from '../engine/sql/event-row';

/** One event as it was committed. Every store that moves tasks returns these, for the caller to broadcast. */
export type CommittedEvent = EventRow;
