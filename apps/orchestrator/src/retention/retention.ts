import { Inject, Injectable } from '@nestjs/common';
import type { SweepableBlobStore } from '@cadre/agents';
import { TEAMS } from '@cadre/contracts';
import { ArtifactStore, Database, readInstallationId, runRetention } from '@cadre/persistence';
import { HeldTeams } from '../dispatcher/dispatcher.port';
import { BLOB_STORE } from '../engine/blob-store.port';
import type { LongRunning } from '../lifecycle/long-running';
import { LONGEST_SLEEP_MS, Periodic } from '../lifecycle/periodic';
import { Process } from '../process/process.port';
import { sweepBlobs } from './sweep-blobs';

const EVERY_MS = 3_600_000;
/** Whoever dispatches for this team tidies up. */
const TIDYING_TEAM = TEAMS[0];

/** Makes the partitions of the coming months and forgets what is old, hourly. */
@Injectable()
export class Retention implements LongRunning {
  private readonly periodic: Periodic;
  private readonly contents;
  private lastRunMs = -Infinity;

  constructor(
    private readonly db: Database,
    private readonly held: HeldTeams,
    private readonly process: Process,
    private readonly artifacts: ArtifactStore,
    @Inject(BLOB_STORE) private readonly store: SweepableBlobStore,
  ) {
    this.contents = process.metrics.counter(
      'cadre_artifact_contents_swept_total',
      'Stored files that a sweep removed, sealed anew or could not open',
      ['result'],
    );
    this.periodic = new Periodic({ name: 'retention', turn: (signal) => this.tidy(signal), outages: process.outages });
  }

  start(): void {
    this.periodic.start();
  }

  stop(): Promise<void> {
    return this.periodic.stop();
  }

  private async tidy(signal: AbortSignal): Promise<number> {
    const isDue = performance.now() - this.lastRunMs >= EVERY_MS;
    if (!isDue || !this.held.heldTeams().includes(TIDYING_TEAM)) return LONGEST_SLEEP_MS;
    const counts = await runRetention(this.db, { signal });
    const swept = await this.sweep(signal);
    this.lastRunMs = performance.now();
    const done = Object.entries({ ...counts, ...swept }).filter(([, count]) => count > 0);
    if (done.length > 0) this.process.logger.info(Object.fromEntries(done), 'forgot what is old');
    return LONGEST_SLEEP_MS;
  }

  private async sweep(signal: AbortSignal): Promise<Record<string, number>> {
    const installationId = await readInstallationId(this.db);
    if (installationId === undefined) return {};
    const { store, artifacts } = this;
    const swept = await sweepBlobs({ store, artifacts, installationId, signal });
    for (const result of ['removed', 'resealed', 'unreadable'] as const) this.contents.inc({ result }, swept[result]);
    const { removed, resealed, unreadable } = swept;
    if (unreadable > 0) this.process.logger.warn({ unreadable }, 'stored files cannot be opened');
    return { blobs: removed, blobs_resealed: resealed };
  }
}
