/** The rate limit of an agent: `tokens` starts are free now, more come at `ratePerSecond`, never more than `burst`. */
export interface TokenBucket {
  readonly tokens: number;
  readonly ratePerSecond: number;
  readonly burst: number;
  /** The time of `tokens`, by the clock that every caller uses (the database's). */
  readonly refilledAtMs: number;
}

/** The bucket as it stands at `nowMs`. A clock that went back refills nothing and takes nothing. */
export function refill(bucket: TokenBucket, nowMs: number): TokenBucket {
  const seconds = Math.max(0, nowMs - bucket.refilledAtMs) / 1000;
  const tokens = Math.min(bucket.burst, bucket.tokens + seconds * bucket.ratePerSecond);
  return { ...bucket, tokens, refilledAtMs: Math.max(nowMs, bucket.refilledAtMs) };
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
