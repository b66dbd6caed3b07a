/** The rate limit of an agent: `tokens` starts are free now, more come at `ratePerSecond`, never more than `burst`. */
export interface TokenBucket {
  readonly tokens: number;
  readonly ratePerSecond: number;
  readonly burst: number;
  /** The time of `tokens`, by the clock that every caller uses (the database's). */
  readonly refilledAtMs: number;
}

/** Two readings of one clock may be used in the other order; further back than this it was set. */
const SET_BACK_MS = 5000;

/**
 * The bucket as it stands at `nowMs`. A clock that goes back a little refills nothing and takes nothing. One that was set
 * back leaves a token: the start it allows begins the bucket's time anew, which otherwise stands still until that clock
 * has caught up.
 */
export function refill(bucket: TokenBucket, nowMs: number): TokenBucket {
  const elapsedMs = nowMs - bucket.refilledAtMs;
  if (elapsedMs < -SET_BACK_MS) return { ...bucket, tokens: afterSetBack(bucket), refilledAtMs: nowMs };
  const tokens = Math.min(bucket.burst, bucket.tokens + (Math.max(0, elapsedMs) / 1000) * bucket.ratePerSecond);
  return { ...bucket, tokens, refilledAtMs: Math.max(nowMs, bucket.refilledAtMs) };
}

function afterSetBack({ tokens, burst }: TokenBucket): number {
  return Math.min(burst, Math.max(tokens, 1));
}

/** Takes up to `n` whole tokens. */
export function take(bucket: TokenBucket, n: number): { readonly taken: number; readonly bucket: TokenBucket } {
  const taken = Math.max(0, Math.min(Math.floor(n), wholeTokens(bucket)));
  return { taken, bucket: { ...bucket, tokens: bucket.tokens - taken } };
}

/** Tokens that can be taken now. Refilling in small steps may end a hair below a whole number. */
export function wholeTokens(bucket: TokenBucket): number {
  return Math.max(0, Math.floor(bucket.tokens + 1e-9));
}

/** How long until `n` whole tokens are there (from the bucket's own time); Infinity if it never holds so many. */
export function millisecondsUntil(bucket: TokenBucket, n: number): number {
  if (wholeTokens(bucket) >= n) return 0;
  if (n > bucket.burst || bucket.ratePerSecond <= 0) return Infinity;
  return Math.ceil((1000 * (n - bucket.tokens)) / bucket.ratePerSecond);
}
