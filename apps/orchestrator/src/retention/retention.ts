import { Injectable } from '@nestjs/common';
import { TEAMS } from '@cadre/contracts';
import { Database, runRetention } from '@cadre/persistence';
import { HeldTeams } from '../dispatcher/dispatcher.port';
import type { LongRunning } from '../lifecycle/long-running';
import { LONGEST_SLEEP_MS, Periodic } from '../lifecycle/periodic';
import { Process } from '../process/process.port';

const EVERY_MS = 3_600_000;
/** Whoever dispatches for this team tidies up. */
const TIDYING_TEAM = TEAMS[0];

/** Makes the partitions of the coming months and forgets what is old, hourly. */
@Injectable()
export class Retention implements LongRunning {
  private readonly periodic: Periodic;
  private lastRunMs = -Infinity;

  constructor(
    private readonly db: Database,
    private readonly held: HeldTeams,
    private readonly process: Process,
  ) {
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
    this.lastRunMs = performance.now();
    const done = Object.entries(counts).filter(([, count]) => count > 0);
    if (done.length > 0) this.process.logger.info(Object.fromEntries(done), 'forgot what is old');
    return LONGEST_SLEEP_MS;
  }
}
