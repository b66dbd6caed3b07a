/** The condition did not come true in time; the message says what was seen last. */
export class ConditionTimeoutError extends Error {
  readonly code = 'CONDITION_TIMEOUT';

  constructor(waitedMs: number, last: string) {
    super(`The condition did not come true within ${waitedMs} ms; last seen: ${last}`);
    this.name = new.target.name;
  }
}

export interface UntilOptions {
  readonly timeoutMs?: number;
  /** Between two looks. Without it looks become rarer the longer it takes: they cost what is looked at its time, too. */
  readonly intervalMs?: number;
}

const SHORTEST_MS = 10;
const LONGEST_MS = 250;
/** Of the time already waited: so much later than it came true is it seen at most. */
const SHARE_OF_WAITED = 0.05;

type Falsy = false | null | undefined | 0 | '';

/**
 * Waits until the condition gives something true, and gives that. A condition that throws counts as not yet true.
 * Tests wait with this and never with a sleep.
 */
export async function until<T>(
  condition: () => T | Promise<T>,
  { timeoutMs = 10_000, intervalMs }: UntilOptions = {},
): Promise<Exclude<Awaited<T>, Falsy>> {
  const startedAt = performance.now();
  for (;;) {
    const seen = await look(condition);
    if (seen.ok && seen.value) return seen.value as Exclude<Awaited<T>, Falsy>;
    const waitedMs = performance.now() - startedAt;
    if (waitedMs > timeoutMs) throw new ConditionTimeoutError(timeoutMs, describe(seen));
    await pause(intervalMs ?? Math.min(Math.max(waitedMs * SHARE_OF_WAITED, SHORTEST_MS), LONGEST_MS));
  }
}

type Look = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: unknown };

async function look(condition: () => unknown): Promise<Look> {
  try {
    return { ok: true, value: await condition() };
  } catch (error) {
    return { ok: false, error };
  }
}

function describe(seen: Look): string {
  return seen.ok ? (JSON.stringify(seen.value) ?? 'undefined') : String(seen.error);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
