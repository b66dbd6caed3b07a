import { Inject, Injectable } from '@nestjs/common';
import { type Broadcast, BROADCAST } from '@cadre/bus';
import { createEnvelope, MessageType, Topic } from '@cadre/contracts';
import { uuidv7 } from '@cadre/crypto';
import type { RunEventRow } from '@cadre/persistence';
import { RunEventFeed } from './run-event-feed.port';

/** One broadcast per committed batch. */
@Injectable()
export class RunAnnouncer extends RunEventFeed {
  constructor(@Inject(BROADCAST) private readonly broadcast: Broadcast) {
    super();
  }

  override announce(events: readonly RunEventRow[]): void {
    if (events.length === 0) return;
    const data = { events: events.map((event) => ({ ...event, at: event.at.toISOString() })) };
    const meta = { id: uuidv7(), time: new Date() };
    this.broadcast.publish(Topic.WorkflowEvents, createEnvelope(MessageType.WorkflowEvents, 1, data, meta));
  }
}
