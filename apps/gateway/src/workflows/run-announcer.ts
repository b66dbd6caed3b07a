import { Inject, Injectable } from '@nestjs/common';
import { BROADCAST, type Broadcast } from '@cadre/bus';
import { createEnvelope, MessageType, Topic } from '@cadre/contracts';
import { uuidv7 } from '@cadre/crypto';
import type { RunEventRow } from '@cadre/persistence';
import { toWorkflowEvent } from '../stream/workflow-event.port';

/**
 * Tells everybody what was committed about runs. The engine listens, too, so this is also what wakes it; it looks by
 * itself once a second.
 */
@Injectable()
export class RunAnnouncer {
  constructor(@Inject(BROADCAST) private readonly broadcast: Broadcast) {}

  /** To be called after the commit. */
  announce(events: readonly RunEventRow[]): void {
    if (events.length === 0) return;
    const meta = { id: uuidv7(), time: new Date() };
    const data = { events: events.map(toWorkflowEvent) };
    this.broadcast.publish(Topic.WorkflowEvents, createEnvelope(MessageType.WorkflowEvents, 1, data, meta));
  }
}
