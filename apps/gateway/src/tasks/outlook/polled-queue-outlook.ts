import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { type QueueGroup, type QueueStatistics, type Snapshot, StatsStore } from '@cadre/persistence';
import { durationSeconds, tasksAhead, tasksBefore, waitSeconds } from './judge-outlook';
import type { Outlook, Place, QueueOutlook } from './queue-outlook.port';

const POLL_MS = 1_000;
/** Older statistics say nothing about now. */
const MAX_AGE_SECONDS = 120;

/** Reads the statistics once a second and adds what was accepted here since they were made. */
@Injectable()
export class PolledQueueOutlook implements QueueOutlook, OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('tasks');
  private groups: readonly QueueGroup[] = [];
  private writtenAt = 0;
  private readonly accepted = new Map<string, Place & { count: number }>();
  private timer: NodeJS.Timeout | null = null;
  private reading: Promise<void> | null = null;

  constructor(private readonly store: StatsStore) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.poll(), POLL_MS);
    this.poll();
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    await this.reading;
  }

  forNewcomer(place: Place): Outlook {
    let ahead = tasksAhead(this.groups, place);
    for (const { team, priority, count } of this.accepted.values()) {
      if (team === place.team && priority <= place.priority) ahead += count;
    }
    return { position: ahead + 1, waitSeconds: this.waitSeconds(place, ahead) };
  }

  aheadOf(place: Place, waitedSeconds: number): number {
    return tasksBefore(this.groups, place, waitedSeconds);
  }

  waitSeconds({ team }: Place, ahead: number): number | null {
    return waitSeconds(this.groups, team, ahead);
  }

  durationSeconds(agentId: string): number | null {
    return durationSeconds(this.groups, agentId);
  }

  noteAccepted({ team, agentId, priority }: Place): void {
    const key = `${team} ${priority}`;
    const noted = this.accepted.get(key);
    if (noted) noted.count += 1;
    else this.accepted.set(key, { team, agentId, priority, count: 1 });
  }

  private poll(): void {
    this.reading ??= this.read().finally(() => {
      this.reading = null;
    });
  }

  private async read(): Promise<void> {
    try {
      const snapshot = await this.store.queues();
      if (snapshot === null) return;
      if (snapshot.written_at.getTime() !== this.writtenAt) this.take(snapshot);
      if (snapshot.age_seconds >= MAX_AGE_SECONDS) this.groups = [];
    } catch (err) {
      this.logger.debug({ err }, 'queue statistics could not be read');
    }
  }
  private take({ written_at, data }: Snapshot<QueueStatistics>): void {
    this.writtenAt = written_at.getTime();
    this.groups = data.groups;
    this.accepted.clear();
  }
}
