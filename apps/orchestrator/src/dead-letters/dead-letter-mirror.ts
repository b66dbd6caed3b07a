import { Inject, Injectable } from '@nestjs/common';
import { type DeadLetterBoard, WORK_BUS, type WorkBus } from '@cadre/bus';
import { crashPoint } from '@cadre/config';
import { uuidv7 } from '@cadre/crypto';
import { MirrorStore, type UnmirroredRow } from '@cadre/persistence';
import { TaskEventFeed } from '../announcements/task-event-feed.port';
import { HeldTeams } from '../dispatcher/dispatcher.port';
import type { LongRunning } from '../lifecycle/long-running';
import { Periodic } from '../lifecycle/periodic';
import { Process } from '../process/process.port';
import { DeadLettersMetrics } from './dead-letters.metrics';
import { toCopy } from './to-copy';

const BATCH = 200;
const SWEEP_MS = 60_000;
/** Teams are dealt out a moment after the start; a broker that did not confirm is asked again. */
const SOON_MS = 1_000;

/**
 * Keeps a copy of every open dead letter at the broker, for people: after the commit that wrote it, and by a sweep. A crash
 * between the copy and its note makes a second copy, which a replay finds resolved.
 */
@Injectable()
export class DeadLetterMirror implements LongRunning {
  private readonly periodic: Periodic;
  private readonly metrics: DeadLettersMetrics;
  /** Teams whose copies were looked for since the broker was last away. */
  private lookedAt = new Set<string>();
  private stopHearing: (() => void)[] = [];

  constructor(
    private readonly store: MirrorStore,
    private readonly held: HeldTeams,
    private readonly feed: TaskEventFeed,
    @Inject(WORK_BUS) private readonly bus: WorkBus,
    private readonly process: Process,
  ) {
    this.metrics = new DeadLettersMetrics(process.metrics);
    this.periodic = new Periodic({ name: 'dead letters', turn: () => this.sweep(), outages: process.outages });
  }

  start(): void {
    if (this.bus.deadLetters === null || this.stopHearing.length > 0) return;
    this.stopHearing = [
      this.feed.onHeard((events) => {
        if (events.some(({ to }) => to === 'failed' || to === 'timeout')) this.periodic.wake();
      }),
      this.bus.onReconnect(() => {
        this.lookedAt = new Set();
        this.periodic.wake();
      }),
    ];
    this.periodic.start();
  }

  async stop(): Promise<void> {
    for (const stopHearing of this.stopHearing.splice(0)) stopHearing();
    await this.periodic.stop();
  }

  private async sweep(): Promise<number> {
    const { deadLetters: board } = this.bus;
    const teams = this.held.heldTeams();
    if (board === null || teams.length === 0) return SOON_MS;
    await this.lookForCopies(board, teams);
    const letters = await this.store.unmirrored(teams, BATCH);
    const shown = await this.show(board, letters);
    if (shown < letters.length) return SOON_MS;
    return letters.length === BATCH ? 0 : SWEEP_MS;
  }

  /**
   * Fewer messages than copies were sent, after the broker was away: it was wiped, or its queue deleted. All open ones are
   * due again, since nobody can tell which are missing.
   */
  private async lookForCopies(board: DeadLetterBoard, teams: readonly string[]): Promise<void> {
    const { lookedAt } = this;
    for (const team of teams.filter((each) => !lookedAt.has(each))) {
      if ((await board.count(team)) < (await this.store.mirroredCount(team))) await this.sendAgain(team);
      lookedAt.add(team);
    }
  }

  private async sendAgain(team: string): Promise<void> {
    const copies = await this.store.forgetMirrored(team, BATCH);
    this.process.logger.warn({ team, copies }, 'copies of dead letters are missing at the broker; all are sent again');
  }

  /** Answers how many copies the broker confirmed. */
  private async show(board: DeadLetterBoard, letters: readonly UnmirroredRow[]): Promise<number> {
    let shown = 0;
    for (const team of new Set(letters.map((letter) => letter.team))) {
      const own = letters.filter((letter) => letter.team === team);
      const results = await board.show(
        team,
        own.map((letter) => toCopy(letter, { id: uuidv7(), time: new Date() })),
      );
      const confirmed = own.filter((_, index) => results[index]?.ok === true);
      if (confirmed.length > 0) crashPoint('mirror.after_publish');
      await this.store.markMirrored(confirmed.map(({ dlq_id }) => dlq_id));
      this.metrics.mirrored.inc({ team, outcome: 'confirmed' }, confirmed.length);
      this.metrics.mirrored.inc({ team, outcome: 'unconfirmed' }, own.length - confirmed.length);
      shown += confirmed.length;
    }
    return shown;
  }
}
