import { type VhostAccess } from '@cadre/testing';
import { afterMs } from '../../harness/seeded';
import { depthOf } from './broker-objects';

const EVERY_MS = 100;

/** Looks at the depth of a queue all the time. */
export class DepthWatch {
  atMost = 0;
  private stopped = false;
  private readonly watching: Promise<void>;

  constructor(private readonly broker: VhostAccess) {
    this.watching = this.watch();
  }

  /** The most it has seen. */
  async stop(): Promise<number> {
    this.stopped = true;
    await this.watching;
    return this.atMost;
  }

  private async watch(): Promise<void> {
    while (!this.stopped) {
      // A queue that was deleted has no depth for a moment.
      const depth = await depthOf(this.broker).catch(() => undefined);
      this.atMost = Math.max(this.atMost, depth ?? 0);
      await afterMs(EVERY_MS);
    }
  }
}
