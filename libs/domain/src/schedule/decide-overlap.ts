import { assertNever } from '../assert-never';
import type { Firing } from './decide-firings';
import { MAX_QUEUED_RUNS, type OverlapPolicy } from './schedule-policies';
import { SkipReason } from './schedule-status';

/** What is under way of a schedule. */
export interface RunsUnderWay {
  /** Submitted and not at their end. */
  readonly live: number;
  /** Waiting for those. */
  readonly queued: number;
}

/** What one firing leads to. */
export type FiringStep =
  | { readonly kind: 'submit'; readonly firing: Firing; readonly cancelPrevious: boolean }
  | { readonly kind: 'queue'; readonly firing: Firing }
  | { readonly kind: 'skip'; readonly firing: Firing; readonly reason: SkipReason };

/** Lets firings of one schedule run, wait or go, in their order. */
export function decideOverlap(policy: OverlapPolicy, before: RunsUnderWay, firings: readonly Firing[]): FiringStep[] {
  let { live, queued } = before;
  const lastRun = firings.filter(({ run }) => run).at(-1);
  return firings.map((firing) => {
    const step = firing.run
      ? stepOf(policy, { live, queued }, firing, firing === lastRun)
      : skip(firing, SkipReason.Misfire);
    if (step.kind === 'submit') live += 1;
    if (step.kind === 'queue') queued += 1;
    return step;
  });
}

function stepOf(policy: OverlapPolicy, { live, queued }: RunsUnderWay, firing: Firing, isLast: boolean): FiringStep {
  switch (policy) {
    case 'allow':
      return { kind: 'submit', firing, cancelPrevious: false };
    case 'skip':
      return live > 0 ? skip(firing, SkipReason.Overlap) : { kind: 'submit', firing, cancelPrevious: false };
    case 'cancel_previous':
      // Of several at once the last would cancel the others before they start.
      return isLast ? { kind: 'submit', firing, cancelPrevious: true } : skip(firing, SkipReason.Overlap);
    case 'queue':
      if (live + queued === 0) return { kind: 'submit', firing, cancelPrevious: false };
      return queued < MAX_QUEUED_RUNS ? { kind: 'queue', firing } : skip(firing, SkipReason.QueueFull);
    default:
      return assertNever(policy);
  }
}

function skip(firing: Firing, reason: SkipReason): FiringStep {
  return { kind: 'skip', firing, reason };
}
