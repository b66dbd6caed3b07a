import { Injectable, Logger } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { isTerminal } from '@cadre/domain';
import { TaskReadStore, type TaskRow } from '@cadre/persistence';
import { Sessions } from '../../auth/session.port';
import type { Principal } from '../../http/principal';
import { SseConnection } from '../../http/sse-connection';
import { TaskStream } from '../../stream/task-stream.port';
import { EventFollower, type EventSink, type ReadEvents } from './event-follower';
import { eventView, storedEvent } from './event-view';
import { StreamPlaces } from './stream-places';

/** Sends a task's history and what follows it as server-sent events. */
@Injectable()
export class StreamEvents {
  private readonly logger = new Logger('stream');

  constructor(
    private readonly stream: TaskStream,
    private readonly tasks: TaskReadStore,
    private readonly sessions: Sessions,
    private readonly places: StreamPlaces,
  ) {}

  /** True when the client has everything of a task that is over: it need not come again. */
  hasAll({ status, event_seq }: TaskRow, afterSeq: number): boolean {
    return isTerminal(status) && afterSeq >= event_seq;
  }

  /**
   * Subscribes, reads the history, and goes on live until the task is over or the client is gone. Refuses with
   * RATE_LIMITED who has too many streams.
   */
  async follow(task: TaskRow, afterSeq: number, principal: Principal, reply: FastifyReply): Promise<void> {
    const endsAt = isTerminal(task.status) ? task.event_seq : null;
    const leave = this.places.take(principal.userId);
    let unlisten: () => void = () => undefined;
    const connection = new SseConnection(reply, {
      onClose: () => {
        leave();
        unlisten();
      },
      onDrain: () => this.catchUp(follower, connection),
      onPing: () => this.endUnlessAdmitted(principal, connection),
    });
    const read: ReadEvents = async (seq, limit) =>
      (await this.tasks.events(task.task_id, { afterSeq: seq, limit })).map(storedEvent);
    const follower = new EventFollower(task.task_id, afterSeq, endsAt, sinkOf(connection), read);
    if (endsAt === null) unlisten = await this.stream.listen(follower);
    if (connection.isClosed) unlisten();
    else this.catchUp(follower, connection);
  }

  /** Who is logged out or disabled learns it when coming again. */
  private endUnlessAdmitted(principal: Principal, connection: SseConnection): void {
    this.sessions.isAdmitted(principal).then(
      (admitted) => {
        if (!admitted) connection.end();
      },
      (err: unknown) => this.logger.warn({ err }, 'a login could not be looked at again'),
    );
  }

  private catchUp(follower: EventFollower, connection: SseConnection): void {
    follower.catchUp().catch((err: unknown) => {
      // The client comes again with its last id.
      this.logger.warn({ err }, 'history could not be read, stream ended');
      connection.end();
    });
  }
}

function sinkOf(connection: SseConnection): EventSink {
  return {
    get isBlocked() {
      return connection.isBlocked;
    },
    event: (event) => connection.send({ id: event.seq, data: eventView(event) }),
    progress: (progress) => connection.send({ event: 'progress', data: progress }),
    end: () => connection.end(),
  };
}
