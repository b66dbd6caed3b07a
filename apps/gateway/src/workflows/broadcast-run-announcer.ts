import { Inject, Injectable } from '@nestjs/common';
import { BROADCAST, type Broadcast } from '@cadre/bus';
import { createEnvelope, MessageType, Topic } from '@cadre/contracts';
import { uuidv7 } from '@cadre/crypto';
import type { RunEventRow } from '@cadre/persistence';
import { toWorkflowEvent } from '../stream/workflow-event.port';
import type { RunAnnouncer } from './run-announcer.port';

/** One broadcast for each commit. */
@Injectable()
export class BroadcastRunAnnouncer implements RunAnnouncer {
  constructor(@Inject(BROADCAST) private readonly broadcast: Broadcast) {}

  announce(events: readonly RunEventRow[]): void {
    if (events.length === 0) return;
    const meta = { id: uuidv7(), time: new Date() };
    const data = { events: events.map(toWorkflowEvent) };
    this.broadcast.publish(Topic.WorkflowEvents, createEnvelope(MessageType.WorkflowEvents, 1, data, meta));
  }
}
