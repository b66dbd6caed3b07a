import { LRUCache } from 'lru-cache';

/** So many failures of one account from one address within the window lock it from there for as long. */
export const MAX_FAILURES = 5;
export const LOCK_SECONDS = 60;

const MAX_PAIRS = 50_000;

interface Pair {
  failedAt: number[];
  running: number;
  readonly waiting: (() => void)[];
}

/** The outcome of asking for an attempt: go ahead (and say how it ended), or come back later. */
export type Attempt =
  | { readonly kind: 'granted'; readonly end: (failed: boolean) => void }
  | { readonly kind: 'locked'; readonly retryAfterSeconds: number };

/**
 * Counts failed logins by account and address. Attempts under way count as possible failures: further ones wait until
 * those have ended, so that a burst of parallel guesses gets no more tries than one after the other would.
 */
export class LoginThrottle {
  private readonly pairs = new LRUCache<string, Pair>({ max: MAX_PAIRS });

  constructor(private readonly now: () => number = Date.now) {}

  async attempt(emailKey: string, address: string): Promise<Attempt> {
    const key = `${emailKey}\n${address}`;
    const pair = this.pairs.get(key) ?? { failedAt: [], running: 0, waiting: [] };
    this.pairs.set(key, pair);
    for (;;) {
      const locked = this.lockOf(pair);
      if (locked) return locked;
      if (pair.failedAt.length + pair.running < MAX_FAILURES) return this.grant(pair);
      await new Promise<void>((resolve) => pair.waiting.push(resolve));
    }
  }

  private grant(pair: Pair): Attempt {
    pair.running++;
    const end = (failed: boolean): void => {
      pair.running--;
      if (failed) pair.failedAt.push(this.now());
      for (const wake of pair.waiting.splice(0)) wake();
    };
    return { kind: 'granted', end };
  }

  private lockOf(pair: Pair): Attempt | null {
    const windowStart = this.now() - LOCK_SECONDS * 1_000;
    const last = pair.failedAt.at(-1) ?? 0;
    // The lock runs from the failure that closed it, also when the first ones have left the window by then.
    if (pair.failedAt.length >= MAX_FAILURES && last > windowStart) {
      return { kind: 'locked', retryAfterSeconds: Math.max(1, Math.ceil((last - windowStart) / 1_000)) };
    }
    pair.failedAt = pair.failedAt.length >= MAX_FAILURES ? [] : pair.failedAt.filter((at) => at > windowStart);
    return null;
  }
}
