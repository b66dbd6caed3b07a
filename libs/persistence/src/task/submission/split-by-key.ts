import { keyName } from '../../idempotency/idempotency';
import type { Submission } from './submission';

/**
 * Parts a batch so that no idempotency key stands in it twice: the second use of a key waits for the first's answer.
 */
export function splitByKey<T extends { readonly submission: Submission }>(
  batch: readonly T[],
): { now: T[]; later: T[] } {
  const seen = new Set<string>();
  const now: T[] = [];
  const later: T[] = [];
  for (const item of batch) {
    const request = item.submission.idempotency?.request;
    const name = request && keyName(request);
    if (name !== undefined && seen.has(name)) {
      later.push(item);
      continue;
    }
    if (name !== undefined) seen.add(name);
    now.push(item);
  }
  return { now, later };
}
