import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { TaskEventV1 } from '@cadre/contracts';
import { isTerminal, type TaskStatus } from '@cadre/domain';
import { TaskReadStore, type TaskRow } from '@cadre/persistence';
import type { EventFollower } from '../../http/event-follower';
import type { Principal } from '../../http/principal';
import type { SseConnection } from '../../http/sse-connection';
import { EventStreams } from '../../stream/event-streams.port';
import { type TaskListener, TaskStream } from '../../stream/task-stream.port';
import { eventView, storedEvent } from './event-view';

/** Sends a task's history and what follows it as server-sent events. */
@Injectable()
export class StreamEvents {
  constructor(
    private readonly stream: TaskStream,
    private readonly tasks: TaskReadStore,
    private readonly streams: EventStreams,
  ) {}

  /** True when the client has everything of a task that is over: it need not come again. */
  hasAll({ status, event_seq }: TaskRow, afterSeq: number): boolean {
    return isTerminal(status) && afterSeq >= event_seq;
  }

  /** Until the task is over or the client is gone. Refuses with RATE_LIMITED who has too many streams. */
  follow(task: TaskRow, afterSeq: number, principal: Principal, reply: FastifyReply): Promise<void> {
    const { task_id: taskId, status, event_seq } = task;
    const streamed = {
      afterSeq,
      endsAt: isTerminal(status) ? event_seq : null,
      isEnd: ({ to }: TaskEventV1) => to !== null && isTerminal(to as TaskStatus),
      read: async (seq: number, limit: number) =>
        (await this.tasks.events(taskId, { afterSeq: seq, limit })).map(storedEvent),
      view: eventView,
      listen: (follower: EventFollower<TaskEventV1>, connection: SseConnection) =>
        this.stream.listen(listenerOf(taskId, follower, connection)),
    };
    return this.streams.open(streamed, principal, reply);
  }
}

/** Progress is told beside the events, to those who have them all. */
function listenerOf(taskId: string, follower: EventFollower<TaskEventV1>, connection: SseConnection): TaskListener {
  return {
    taskId,
    position: () => follower.position(),
    onEvents: (events) => follower.onEvents(events),
    onProgress: (progress) => {
      if (follower.isUpToDate) connection.send({ event: 'progress', data: progress });
    },
    onClose: () => follower.onClose(),
  };
}
