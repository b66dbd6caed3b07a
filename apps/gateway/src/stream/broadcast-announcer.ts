import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { BROADCAST, type Broadcast } from '@cadre/bus';
import { createEnvelope, isTaskSignal, type MessageData, MessageType, type TaskEventV1, Topic } from '@cadre/contracts';
import { uuidv7 } from '@cadre/crypto';
import type { CommittedEvent } from '@cadre/persistence';
import type { Announcer } from './announcer.port';
import { toTaskEvent } from './to-task-event';

const MAX_EVENTS_PER_MESSAGE = 200;

/**
 * Broadcasts committed events, and hints to the dispatchers of their teams. What is announced within one turn of the
 * event loop, a whole group commit, goes out as one message.
 */
@Injectable()
export class BroadcastAnnouncer implements Announcer, OnApplicationShutdown {
  private waiting: TaskEventV1[] = [];
  private readonly teams = new Set<string>();
  private scheduled: NodeJS.Immediate | null = null;

  constructor(@Inject(BROADCAST) private readonly broadcast: Broadcast) {}

  announce(events: readonly CommittedEvent[]): void {
    if (events.length === 0) return;
    for (const event of events) {
      this.waiting.push(toTaskEvent(event));
      this.teams.add(event.team);
    }
    this.scheduled ??= setImmediate(() => this.flush());
  }

  onApplicationShutdown(): void {
    if (this.scheduled) clearImmediate(this.scheduled);
    this.flush();
  }

  private flush(): void {
    this.scheduled = null;
    // The hint first: it is what somebody waits for.
    if (this.teams.size > 0) this.send(Topic.DispatchHint, MessageType.DispatchHint, { teams: [...this.teams] });
    this.teams.clear();
    while (this.waiting.length > 0) {
      const events = this.waiting.splice(0, MAX_EVENTS_PER_MESSAGE);
      this.send(Topic.TaskEvents, MessageType.TaskEvents, { events, progress: [] });
      const signals = events.filter(isTaskSignal);
      if (signals.length > 0) this.send(Topic.TaskSignals, MessageType.TaskEvents, { events: signals, progress: [] });
    }
  }

  private send<T extends keyof MessageData>(topic: Topic, type: T, data: MessageData[T]): void {
    this.broadcast.publish(topic, createEnvelope(type, 1, data, { id: uuidv7(), time: new Date() }));
  }
}
