/** An event of something whose events are numbered without holes, from 1. */
export interface NumberedEvent {
  readonly seq: number;
}

export interface InOrder<Event extends NumberedEvent> {
  /** What follows directly on the last known event, without a hole. */
  readonly next: readonly Event[];
  /** Something later is there already: what lies between has to be read. */
  readonly hasGap: boolean;
}

/** Sorts out events that come in any order and more than once, for somebody who has everything up to `lastSeq`. */
export function inOrder<Event extends NumberedEvent>(lastSeq: number, events: readonly Event[]): InOrder<Event> {
  const newer = events.filter(({ seq }) => seq > lastSeq).sort((a, b) => a.seq - b.seq);
  const next: Event[] = [];
  let expected = lastSeq + 1;
  for (const event of newer) {
    if (event.seq > expected) return { next, hasGap: true };
    if (event.seq < expected) continue;
    next.push(event);
    expected += 1;
  }
  return { next, hasGap: false };
}
