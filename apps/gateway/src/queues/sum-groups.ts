import type { QueueGroup } from '@cadre/persistence';

/** How the tasks of several groups stand together. */
export interface QueueSum {
  /** pending and queued */
  readonly depth: number;
  readonly running: number;
  readonly scheduled: number;
  readonly retry: number;
  /** The part of scheduled and retry that is due within a minute. */
  readonly dueSoon: number;
  readonly finishedPerMinute: number;
  readonly avgWaitSeconds: number;
  readonly oldestAgeSeconds: number;
}

/** Sums groups; the average wait is weighted by how many attempts it stands for. */
export function sumGroups(groups: readonly QueueGroup[]): QueueSum {
  const sum = (value: (group: QueueGroup) => number): number =>
    groups.reduce((total, group) => total + value(group), 0);
  const finishedPerMinute = sum((group) => group.finished_per_minute);
  const waited = sum((group) => (group.avg_wait_seconds ?? 0) * group.finished_per_minute);
  return {
    depth: sum(({ pending, queued }) => pending + queued),
    running: sum(({ running }) => running),
    scheduled: sum(({ scheduled }) => scheduled),
    retry: sum(({ retry }) => retry),
    // An orchestrator of the version before says nothing of it; most retries are due within a minute.
    dueSoon: sum(({ due_soon, retry }) => due_soon ?? retry),
    finishedPerMinute,
    avgWaitSeconds: finishedPerMinute > 0 ? waited / finishedPerMinute : 0,
    oldestAgeSeconds: Math.max(0, ...groups.map((group) => group.oldest_age_seconds)),
  };
}
