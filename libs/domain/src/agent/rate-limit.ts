/** `count` starts per `perSeconds` seconds. */
export interface RateLimit {
  readonly count: number;
  readonly perSeconds: number;
}

const SECONDS = { second: 1, minute: 60, hour: 3600, day: 86_400 } as const;
const PATTERN = /^\s*(\d{1,9})\s*\/\s*(second|minute|hour|day)\s*$/;

/** Reads "10/minute". Undefined for what is not a rate limit, "0/minute" included: who wants none pauses the agent. */
export function parseRateLimit(text: string): RateLimit | undefined {
  const match = PATTERN.exec(text);
  if (!match) return undefined;
  const count = Number(match[1]);
  return count > 0 ? { count, perSeconds: SECONDS[match[2] as keyof typeof SECONDS] } : undefined;
}

export function ratePerSecond(limit: RateLimit): number {
  return limit.count / limit.perSeconds;
}

/** The way back, for answers: "10/minute". Undefined when no unit gives a whole number. */
export function formatRateLimit(perSecond: number): string | undefined {
  for (const [unit, seconds] of Object.entries(SECONDS)) {
    const count = perSecond * seconds;
    const whole = Math.round(count);
    if (whole > 0 && Math.abs(count - whole) < 1e-6 * whole) return `${whole}/${unit}`;
  }
  return undefined;
}
