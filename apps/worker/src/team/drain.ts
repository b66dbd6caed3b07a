import type { Logger } from '@cadre/observability';
import type { TeamDesk } from './team-desk';

/** What stopped agents may take beyond their own patience to report. */
const HAND_BACK_MS = 3_000;
const SETTLE_MS = 5_000;

/**
 * The end of a worker: no new work, then what fits into the grace period finishes while its leases are kept up, the rest
 * goes back uncounted, and every outcome gets its chance to be settled. What is still unsettled then is found by its lease.
 */
export class Drain {
  private hurried = false;
  private hurry: () => void = () => undefined;
  private readonly hurrying = new Promise<void>((resolve) => (this.hurry = resolve));

  constructor(
    private readonly desk: TeamDesk,
    private readonly logger: Logger,
  ) {}

  /** Ends the grace period now. */
  cutShort(): void {
    this.hurried = true;
    this.hurry();
  }

  async run(graceMs: number): Promise<void> {
    const { board, outbox } = this.desk;
    this.logger.info({ running: board.busy, grace_ms: graceMs }, 'draining');
    await this.desk.beginDraining();
    await Promise.race([this.desk.until(() => board.idle, graceMs), this.hurrying]);
    const stopped = board.busy;
    board.stopAll('shutdown');
    await this.desk.until(() => board.idle, HAND_BACK_MS);
    const settled = await this.desk.until(() => outbox.size === 0, this.hurried ? 1_000 : SETTLE_MS);
    await this.desk.close();
    this.logger.info({ handed_back: stopped, unsettled: settled ? 0 : outbox.size }, 'drained');
  }
}
