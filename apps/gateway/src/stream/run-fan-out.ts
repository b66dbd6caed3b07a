import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { BROADCAST, type Broadcast } from '@cadre/bus';
import { MessageType, Topic, type WorkflowEventsV1, type WorkflowEventV1 } from '@cadre/contracts';
import { Metrics } from '@cadre/observability';
import { WorkflowRunStore } from '@cadre/persistence';
import { EventFanOut } from './event-fan-out';
import type { EventListener, Wanted } from './event-listener.port';
import { groupEvents } from './group-events';
import type { RunStream } from './run-stream.port';
import { registerRunStreamMetrics } from './stream.metrics';
import { toWorkflowEvent } from './workflow-event.port';

const EVENTS_PER_RUN = 50;

/** What happens to runs of workflows, for those who follow them at this process. */
@Injectable()
export class RunFanOut implements RunStream, BeforeApplicationShutdown {
  private readonly fanOut: EventFanOut<WorkflowEventV1, EventListener<WorkflowEventV1>>;

  constructor(
    @Inject(BROADCAST) broadcast: Broadcast,
    private readonly runs: WorkflowRunStore,
    metrics: Metrics,
  ) {
    this.fanOut = new EventFanOut(broadcast, {
      ...{ topic: Topic.WorkflowEvents, type: MessageType.WorkflowEvents },
      // What bears this type and version is this.
      onMessage: (data) => this.deliver(data as WorkflowEventsV1),
      read: (wanted) => this.read(wanted),
    });
    registerRunStreamMetrics(metrics, () => this.fanOut.size);
  }

  listen(workflowId: string, listener: EventListener<WorkflowEventV1>): Promise<() => void> {
    return this.fanOut.listen(workflowId, listener);
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.fanOut.close();
  }

  private deliver({ events }: WorkflowEventsV1): void {
    for (const [id, group] of groupEvents(events, ({ workflow_id }) => workflow_id)) this.fanOut.offer(id, group);
  }

  private async read(wanted: readonly Wanted[]): Promise<ReadonlyMap<string, readonly WorkflowEventV1[]>> {
    const rows = await this.runs.eventsOfMany(wanted, EVENTS_PER_RUN);
    return groupEvents(rows.map(toWorkflowEvent), ({ workflow_id }) => workflow_id);
  }
}
