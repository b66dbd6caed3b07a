import type { Logger } from '@cadre/observability';

/** Somebody else's absence, by the code of the error it causes. */
const OUTAGES: Readonly<Record<string, string>> = {
  DATABASE_UNAVAILABLE: 'database',
  DATABASE_BUSY: 'database',
  BUS_UNAVAILABLE: 'bus',
  BUS_REQUEST_TIMEOUT: 'bus',
};

/** What an error says about the rest of the system; undefined: it is an error of our own. */
export function outageOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  return OUTAGES[error.code];
}

/**
 * One log line when something we depend on goes away, one when it is back, however many loops notice. Nobody ends the
 * process for it: every loop goes on trying, and what could not be done stands in the database.
 */
export class Outages {
  private readonly since = new Map<string, number>();

  constructor(
    private readonly logger: Logger,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Notes a failure of `part`; answers what is away, or undefined for a mistake of our own, which is logged. */
  failed(part: string, error: unknown): string | undefined {
    const outage = outageOf(error);
    if (outage === undefined) {
      this.logger.error({ err: error, part }, 'part of the orchestrator failed');
      return undefined;
    }
    if (!this.since.has(outage)) {
      this.since.set(outage, this.now());
      this.logger.warn({ err: error, part, outage }, 'waiting for something to come back');
    }
    return outage;
  }

  /** Notes that something answered that may have been away. */
  recovered(outage = 'database'): void {
    const since = this.since.get(outage);
    if (since === undefined) return;
    this.since.delete(outage);
    this.logger.info({ outage, away_seconds: Math.round((this.now() - since) / 1000) }, 'back again');
  }

  isAway(outage: string): boolean {
    return this.since.has(outage);
  }
}
