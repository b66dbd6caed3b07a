import type { Logger } from '@cadre/observability';

/** What can be asked to end. */
export interface Stoppable {
  /** Ends within the grace period. */
  stop(graceMs: number): Promise<void>;
  /** Ends the grace period now. */
  hurry(): void;
}

/**
 * Makes one end of the wishes of many: the first one begins it, one that leaves less time shortens it. So a drain, which
 * may take as long as the work does, still ends within the grace period of a SIGTERM that comes while it lasts.
 */
export class StopRequests {
  private endsAt = Number.POSITIVE_INFINITY;

  /** `onBegun` gets the end, once. */
  constructor(
    private readonly worker: Stoppable,
    private readonly logger: Pick<Logger, 'info'>,
    private readonly onBegun: (stopped: Promise<void>) => void,
  ) {}

  /** A wish that leaves more time than an earlier one changes nothing. */
  ask(why: string, graceMs: number): void {
    const endsAt = performance.now() + graceMs;
    if (endsAt >= this.endsAt) return;
    const isFirst = this.endsAt === Number.POSITIVE_INFINITY;
    this.endsAt = endsAt;
    this.logger.info({ why, grace_ms: graceMs }, 'stopping');
    if (isFirst) this.onBegun(this.worker.stop(graceMs));
    else setTimeout(() => this.worker.hurry(), graceMs).unref();
  }
}
