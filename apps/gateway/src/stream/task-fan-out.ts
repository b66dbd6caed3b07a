import { type BeforeApplicationShutdown, Inject, Injectable, Logger } from '@nestjs/common';
import { BROADCAST, type Broadcast } from '@cadre/bus';
import type { TaskEventsV1, TaskEventV1 } from '@cadre/contracts';
import { Metrics } from '@cadre/observability';
import { TaskReadStore } from '@cadre/persistence';
import { BroadcastLine } from './broadcast-line';
import { Repeater } from './repeater';
import { registerStreamMetrics } from './stream.metrics';
import type { TaskListener, TaskStream } from './task-stream.port';
import { toTaskEvent } from './to-task-event';

/** So late does a listener learn what a lost broadcast would have told it. */
const REREAD_MS = 5_000;
const TASKS_PER_READ = 500;
const EVENTS_PER_TASK = 50;

/**
 * Serves all listeners of this process from one subscription. It keeps no events: whoever cannot take one now finds it
 * in the database, so its memory does not grow with slow listeners.
 */
@Injectable()
export class TaskFanOut implements TaskStream, BeforeApplicationShutdown {
  private readonly logger = new Logger('stream');
  private readonly listeners = new Map<string, Set<TaskListener>>();
  private readonly line: BroadcastLine;
  private readonly rereads = new Repeater(REREAD_MS, () => this.reread());
  private readonly offGap: () => void;
  private closed = false;

  constructor(
    @Inject(BROADCAST) broadcast: Broadcast,
    private readonly tasks: TaskReadStore,
    metrics: Metrics,
  ) {
    registerStreamMetrics(metrics, () => this.size);
    this.line = new BroadcastLine(broadcast, (message) => this.deliver(message));
    this.offGap = broadcast.onGap(() => this.rereads.runNow());
  }

  async listen(listener: TaskListener): Promise<() => void> {
    if (this.closed) {
      listener.onClose();
      return () => undefined;
    }
    this.add(listener);
    await this.line.hold();
    return () => this.remove(listener);
  }

  /** How many listen at the moment. */
  get size(): number {
    let count = 0;
    for (const group of this.listeners.values()) count += group.size;
    return count;
  }

  /** Before the server closes: it would wait for open streams. */
  async beforeApplicationShutdown(): Promise<void> {
    this.closed = true;
    this.offGap();
    const all = [...this.listeners.values()].flatMap((group) => [...group]);
    this.listeners.clear();
    for (const listener of all) listener.onClose();
    await this.rereads.stop();
    await this.line.stop();
  }

  private add(listener: TaskListener): void {
    const group = this.listeners.get(listener.taskId) ?? new Set();
    group.add(listener);
    this.listeners.set(listener.taskId, group);
    this.rereads.start();
  }

  private remove(listener: TaskListener): void {
    const group = this.listeners.get(listener.taskId);
    if (!group?.delete(listener) || group.size > 0) return;
    this.listeners.delete(listener.taskId);
    if (this.listeners.size > 0) return;
    this.rereads.pause();
    this.line.release();
  }

  private deliver({ events, progress }: TaskEventsV1): void {
    for (const event of events) this.offer(event.task_id, [event]);
    for (const step of progress) {
      for (const listener of this.listeners.get(step.task_id) ?? []) listener.onProgress?.(step);
    }
  }

  private offer(taskId: string, events: readonly TaskEventV1[]): void {
    // A copy: a listener that has seen the end leaves the group while it is told.
    for (const listener of [...(this.listeners.get(taskId) ?? [])]) listener.onEvents(events);
  }

  private async reread(): Promise<void> {
    const wanted = this.positions();
    for (let from = 0; from < wanted.length; from += TASKS_PER_READ) {
      await this.rereadSome(wanted.slice(from, from + TASKS_PER_READ));
    }
  }

  private async rereadSome(wanted: readonly { taskId: string; afterSeq: number }[]): Promise<void> {
    try {
      const byTask = new Map<string, TaskEventV1[]>();
      for (const row of await this.tasks.eventsOfMany(wanted, EVENTS_PER_TASK)) {
        const events = byTask.get(row.task_id) ?? [];
        events.push(toTaskEvent(row));
        byTask.set(row.task_id, events);
      }
      for (const [taskId, events] of byTask) this.offer(taskId, events);
    } catch (err) {
      this.logger.warn({ err }, 'events could not be read again');
    }
  }

  /** Where the slowest listener of each task stands; those that cannot take anything now are left out. */
  private positions(): { taskId: string; afterSeq: number }[] {
    return [...this.listeners].flatMap(([taskId, group]) => {
      const known = [...group].map((listener) => listener.position()).filter((seq) => seq !== null);
      return known.length > 0 ? [{ taskId, afterSeq: Math.min(...known) }] : [];
    });
  }
}
