import { Injectable } from '@nestjs/common';
import { type QueueGroup, StatsStore, type WorkerRow, WorkerStore } from '@cadre/persistence';

export interface QueueLook {
  readonly groups: readonly QueueGroup[];
  readonly workers: readonly WorkerRow[];
  readonly timestamp: Date | null;
}

/** The orchestrator writes the numbers once a second: reading them more often would read the same. */
const FRESH_MS = 500;

/** Queues and workers as they were counted last. However many ask, the database is asked twice a second. */
@Injectable()
export class LookAtQueues {
  private latest: { readonly at: number; readonly look: Promise<QueueLook> } | undefined;

  constructor(
    private readonly stats: StatsStore,
    private readonly workers: WorkerStore,
  ) {}

  look(): Promise<QueueLook> {
    const now = performance.now();
    if (this.latest === undefined || now - this.latest.at > FRESH_MS) {
      const look = this.read();
      this.latest = { at: now, look };
      look.catch(() => (this.latest = undefined));
    }
    return this.latest.look;
  }

  private async read(): Promise<QueueLook> {
    const [snapshot, workers] = await Promise.all([this.stats.queues(), this.workers.list()]);
    return { groups: snapshot?.data.groups ?? [], workers, timestamp: snapshot?.written_at ?? null };
  }
}
