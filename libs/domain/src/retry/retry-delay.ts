import { assertNever } from '../assert-never';
import type { RetryPolicy } from './retry-policy';

/**
 * How long to wait before the next attempt, in whole milliseconds.
 *
 * @param failuresCounted failures so far, this one included (1 or more)
 * @param random a number in [0, 1): jitter takes its share off the delay, so no wait is longer than the policy's cap
 */
export function retryDelayMs(policy: RetryPolicy, failuresCounted: number, random: number): number {
  const cap = policy.max_delay_seconds;
  // 4^600 is Infinity, and Infinity × 0 is NaN: the cap comes before anything else.
  const delay = Math.max(0, Math.min(grownDelay(policy, Math.max(1, failuresCounted)), cap));
  const jitter = Math.min(1, Math.max(0, policy.jitter));
  return Math.round(1000 * delay * (1 - jitter * (1 - random)));
}

function grownDelay({ strategy, delay_seconds, factor }: RetryPolicy, failure: number): number {
  if (delay_seconds === 0) return 0;
  switch (strategy) {
    case 'fixed':
      return delay_seconds;
    case 'linear':
      return delay_seconds * failure;
    case 'exponential':
      return delay_seconds * Math.max(1, factor) ** (failure - 1);
    default:
      return assertNever(strategy);
  }
}
