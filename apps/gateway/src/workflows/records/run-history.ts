import { Injectable } from '@nestjs/common';
import type { WorkflowEventV1 } from '@cadre/contracts';
import { isRunEnd, type RunStatus } from '@cadre/domain';
import { type RunRow, WorkflowRunStore } from '@cadre/persistence';
import type { FastifyReply } from 'fastify';
import type { EventFollower } from '../../http/event-follower';
import type { Principal } from '../../http/principal';
import { EventStreams } from '../../stream/event-streams.port';
import { RunStream } from '../../stream/run-stream.port';
import { toWorkflowEvent } from '../../stream/workflow-event.port';
import type { WorkflowEventItem, WorkflowEventsAnswer } from './record-answers';

/** The history of a run, and what follows it. */
@Injectable()
export class RunHistory {
  constructor(
    private readonly stream: RunStream,
    private readonly runs: WorkflowRunStore,
    private readonly streams: EventStreams,
  ) {}

  /** True when the client has everything of a run that is over: it need not come again, unless the run is retried. */
  hasAll({ status, event_seq }: RunRow, afterSeq: number): boolean {
    return isRunEnd(status) && afterSeq >= event_seq;
  }

  async page({ workflow_id: id }: RunRow, after: number, limit: number): Promise<WorkflowEventsAnswer> {
    const events = (await this.read(id, after, limit)).map(eventItem);
    return { events, next_seq: (events.at(-1)?.seq ?? after) + 1 };
  }

  /** Until the run is over or the client is gone. Refuses with RATE_LIMITED who has too many streams. */
  follow(run: RunRow, afterSeq: number, principal: Principal, reply: FastifyReply): Promise<void> {
    const { workflow_id: id, status, event_seq } = run;
    const streamed = {
      afterSeq,
      endsAt: isRunEnd(status) ? event_seq : null,
      isEnd: ({ path, to }: WorkflowEventV1) => path === null && to !== null && isRunEnd(to as RunStatus),
      read: (seq: number, limit: number) => this.read(id, seq, limit),
      view: eventItem,
      listen: (follower: EventFollower<WorkflowEventV1>) => this.stream.listen(id, follower),
    };
    return this.streams.open(streamed, principal, reply);
  }

  private async read(id: string, after: number, limit: number): Promise<WorkflowEventV1[]> {
    return (await this.runs.readEvents(id, after, limit)).map(toWorkflowEvent);
  }
}

function eventItem({ workflow_id: _id, ...event }: WorkflowEventV1): WorkflowEventItem {
  return event;
}
