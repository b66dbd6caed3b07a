import { Inject, Injectable } from '@nestjs/common';
import { WORK_BUS, type WorkBus } from '@cadre/bus';
import { CANCEL_REQUESTED, createEnvelope, MessageType, type TaskEventV1, workerInbox } from '@cadre/contracts';
import { uuidv7 } from '@cadre/crypto';
import { type CancelNotice, CancelNoticeStore } from '@cadre/persistence';
import { TaskEventFeed } from '../announcements/task-event-feed.port';
import { HeldTeams } from '../dispatcher/dispatcher.port';
import type { LongRunning } from '../lifecycle/long-running';
import { LONGEST_SLEEP_MS, Periodic } from '../lifecycle/periodic';
import { Process } from '../process/process.port';

/**
 * Tells a worker at once that somebody asked to cancel what it runs. Best effort: the next heartbeat's answer says it
 * again, and the reaper ends what does not obey.
 */
@Injectable()
export class CancelNotifier implements LongRunning {
  private readonly periodic: Periodic;
  private readonly asked = new Set<string>();
  private stopHearing: (() => void) | undefined;

  constructor(
    private readonly store: CancelNoticeStore,
    private readonly held: HeldTeams,
    private readonly feed: TaskEventFeed,
    @Inject(WORK_BUS) private readonly bus: WorkBus,
    { outages }: Process,
  ) {
    this.periodic = new Periodic({ name: 'cancels', turn: () => this.tell(), outages });
  }

  start(): void {
    this.stopHearing ??= this.feed.onHeard((events) => this.hear(events));
    this.periodic.start();
  }

  async stop(): Promise<void> {
    this.stopHearing?.();
    this.stopHearing = undefined;
    await this.periodic.stop();
  }

  private hear(events: readonly TaskEventV1[]): void {
    const asked = events.filter(({ type }) => type === CANCEL_REQUESTED);
    for (const { task_id } of asked) this.asked.add(task_id);
    if (asked.length > 0) this.periodic.wake();
  }

  private async tell(): Promise<number> {
    const asked = [...this.asked];
    this.asked.clear();
    const held = new Set(this.held.heldTeams());
    const notices = await this.store.find(asked);
    // Every replica hears of every cancel; the one that dispatches for the team passes it on.
    await Promise.all(notices.filter(({ team }) => held.has(team)).map((notice) => this.send(notice)));
    return LONGEST_SLEEP_MS;
  }

  private async send({ team, workerId, taskId, leaseNo }: CancelNotice): Promise<void> {
    const data = { action: 'cancel', task_id: taskId, lease_no: leaseNo } as const;
    const envelope = createEnvelope(MessageType.Control, 1, data, { id: uuidv7(), time: new Date() });
    await this.bus.send(workerInbox(team, workerId), { envelope, priority: 1 });
  }
}
