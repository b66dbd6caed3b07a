import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { BROADCAST, type Broadcast } from '@cadre/bus';
import { MessageType, type TaskEventsV1, type TaskEventV1, Topic } from '@cadre/contracts';
import { Metrics } from '@cadre/observability';
import { TaskReadStore } from '@cadre/persistence';
import { EventFanOut } from './event-fan-out';
import type { Wanted } from './event-listener.port';
import { groupEvents } from './group-events';
import { registerStreamMetrics } from './stream.metrics';
import type { TaskListener, TaskStream } from './task-stream.port';
import { toTaskEvent } from './to-task-event';

const EVENTS_PER_TASK = 50;

/** What happens to tasks, for those who follow them at this process. */
@Injectable()
export class TaskFanOut implements TaskStream, BeforeApplicationShutdown {
  private readonly fanOut: EventFanOut<TaskEventV1, TaskListener>;

  constructor(
    @Inject(BROADCAST) broadcast: Broadcast,
    private readonly tasks: TaskReadStore,
    metrics: Metrics,
  ) {
    this.fanOut = new EventFanOut(broadcast, {
      ...{ topic: Topic.TaskEvents, type: MessageType.TaskEvents },
      // What bears this type and version is this.
      onMessage: (data) => this.deliver(data as TaskEventsV1),
      read: (wanted) => this.read(wanted),
    });
    registerStreamMetrics(metrics, () => this.size);
  }

  listen(listener: TaskListener): Promise<() => void> {
    return this.fanOut.listen(listener.taskId, listener);
  }

  /** How many listen at the moment. */
  get size(): number {
    return this.fanOut.size;
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.fanOut.close();
  }

  private deliver({ events, progress }: TaskEventsV1): void {
    for (const event of events) this.fanOut.offer(event.task_id, [event]);
    for (const step of progress) for (const listener of this.fanOut.of(step.task_id)) listener.onProgress?.(step);
  }

  private async read(wanted: readonly Wanted[]): Promise<ReadonlyMap<string, readonly TaskEventV1[]>> {
    const places = wanted.map(({ id: taskId, afterSeq }) => ({ taskId, afterSeq }));
    const rows = await this.tasks.eventsOfMany(places, EVENTS_PER_TASK);
    return groupEvents(rows.map(toTaskEvent), ({ task_id }) => task_id);
  }
}
