import type { TaskEventV1 } from '@cadre/contracts';

export interface InOrder {
  /** What follows directly on the last known event, without a hole. */
  readonly next: readonly TaskEventV1[];
  /** Something later is there already: what lies between has to be read. */
  readonly hasGap: boolean;
}

/** Sorts out events that come in any order and more than once, for somebody who has everything up to `lastSeq`. */
export function inOrder(lastSeq: number, events: readonly TaskEventV1[]): InOrder {
  const newer = events.filter(({ seq }) => seq > lastSeq).sort((a, b) => a.seq - b.seq);
  const next: TaskEventV1[] = [];
  let expected = lastSeq + 1;
  for (const event of newer) {
    if (event.seq > expected) return { next, hasGap: true };
    if (event.seq < expected) continue;
    next.push(event);
    expected += 1;
  }
  return { next, hasGap: false };
}
