import { Inject, Injectable } from '@nestjs/common';
import { type Broadcast, BROADCAST, type Subscription } from '@cadre/bus';
import {
  createEnvelope,
  type Envelope,
  isTaskSignal,
  MessageType,
  type TaskEventsV1,
  type TaskEventV1,
  type TaskProgressV1,
  Topic,
} from '@cadre/contracts';
import { uuidv7 } from '@cadre/crypto';
import type { CommittedEvent } from '@cadre/persistence';
import type { LongRunning } from '../lifecycle/long-running';
import { TaskEventFeed } from './task-event-feed.port';

type Listener<Event> = (events: readonly Event[]) => void;

/** One broadcast per committed batch, and the same word to the parts of this process; the ear for what others say. */
@Injectable()
export class Announcer extends TaskEventFeed implements LongRunning {
  private readonly committed = new Set<Listener<CommittedEvent>>();
  private readonly heard = new Set<Listener<TaskEventV1>>();
  private subscription: Subscription | undefined;

  constructor(@Inject(BROADCAST) private readonly broadcast: Broadcast) {
    super();
  }

  async start(): Promise<void> {
    this.subscription ??= await this.broadcast.subscribe(Topic.TaskSignals, (envelope) => this.hear(envelope));
  }

  async stop(): Promise<void> {
    await this.subscription?.close();
    this.subscription = undefined;
  }

  override announce(events: readonly CommittedEvent[], progress: readonly TaskProgressV1[] = []): void {
    if (events.length > 0) for (const listener of this.committed) listener(events);
    if (events.length === 0 && progress.length === 0) return;
    const told = events.map(toWire);
    this.tell(Topic.TaskEvents, { events: told, progress });
    const signals = told.filter(isTaskSignal);
    if (signals.length > 0) this.tell(Topic.TaskSignals, { events: signals, progress: [] });
  }

  override onCommitted(listener: Listener<CommittedEvent>): () => void {
    this.committed.add(listener);
    return () => this.committed.delete(listener);
  }

  override onHeard(listener: Listener<TaskEventV1>): () => void {
    this.heard.add(listener);
    return () => this.heard.delete(listener);
  }

  private tell(topic: Topic, data: TaskEventsV1): void {
    const meta = { id: uuidv7(), time: new Date() };
    this.broadcast.publish(topic, createEnvelope(MessageType.TaskEvents, 1, data, meta));
  }

  private hear(envelope: Envelope): void {
    // The bus hands out checked messages only.
    const { events } = envelope.data as TaskEventsV1;
    if (events.length > 0) for (const listener of this.heard) listener(events);
  }
}

function toWire(event: CommittedEvent): TaskEventV1 {
  return {
    task_id: event.task_id,
    seq: event.seq,
    type: event.type,
    from: event.from,
    to: event.to,
    attempt: event.lease_no,
    actor: event.actor,
    at: event.at.toISOString(),
    data: event.data,
  };
}
