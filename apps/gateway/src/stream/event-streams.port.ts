import { Injectable, Logger } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Sessions } from '../auth/session.port';
import { EventFollower, type EventSink, type ReadEvents } from '../http/event-follower';
import type { NumberedEvent } from '../http/in-order';
import type { Principal } from '../http/principal';
import { SseConnection } from '../http/sse-connection';
import { StreamPlaces } from './stream-places.port';

/** What is streamed to one client. */
export interface Streamed<Event extends NumberedEvent> {
  /** What the client has already. */
  readonly afterSeq: number;
  /** The last event of what is over; null while it is not. */
  readonly endsAt: number | null;
  readonly isEnd: (event: Event) => boolean;
  readonly read: ReadEvents<Event>;
  readonly view: (event: Event) => unknown;
  /** Begins to serve the follower live. Only asked while there is something to come. */
  readonly listen: (follower: EventFollower<Event>, connection: SseConnection) => Promise<() => void>;
}

/** Sends a history and what follows it as server-sent events. */
@Injectable()
export class EventStreams {
  private readonly logger = new Logger('stream');

  constructor(
    private readonly sessions: Sessions,
    private readonly places: StreamPlaces,
  ) {}

  /**
   * Subscribes, reads the history, and goes on live until the end or until the client is gone. Refuses with RATE_LIMITED
   * who has too many streams.
   */
  async open<Event extends NumberedEvent>(
    { afterSeq: lastSeq, endsAt, isEnd, read, view, listen }: Streamed<Event>,
    principal: Principal,
    reply: FastifyReply,
  ): Promise<void> {
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
    const follower = new EventFollower({ lastSeq, endsAt, isEnd, sink: sinkOf(connection, view), read });
    if (endsAt === null) unlisten = await listen(follower, connection);
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

  private catchUp(follower: { catchUp(): Promise<void> }, connection: SseConnection): void {
    follower.catchUp().catch((err: unknown) => {
      // The client comes again with its last id.
      this.logger.warn({ err }, 'history could not be read, stream ended');
      connection.end();
    });
  }
}

function sinkOf<Event extends NumberedEvent>(
  connection: SseConnection,
  view: (event: Event) => unknown,
): EventSink<Event> {
  return {
    get isBlocked() {
      return connection.isBlocked;
    },
    event: (event) => connection.send({ id: event.seq, data: view(event) }),
    end: () => connection.end(),
  };
}
