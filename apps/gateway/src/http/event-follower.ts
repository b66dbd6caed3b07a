import { inOrder, type NumberedEvent } from './in-order';

/** Where a follower's events go. */
export interface EventSink<Event> {
  /** Takes nothing at the moment. */
  readonly isBlocked: boolean;
  event(event: Event): void;
  /** What is followed is over, or the process stops. */
  end(): void;
}

/** The followed events after a number, oldest first. */
export type ReadEvents<Event> = (afterSeq: number, limit: number) => Promise<readonly Event[]>;

export interface Following<Event> {
  /** What the client has already. */
  readonly lastSeq: number;
  /** The last event of what is over; null while it is not. */
  readonly endsAt: number | null;
  /** Whether nothing follows this event. */
  readonly isEnd: (event: Event) => boolean;
  readonly sink: EventSink<Event>;
  readonly read: ReadEvents<Event>;
}

const PAGE = 200;

/**
 * Hands every event of one thing to a sink exactly once and in order. What comes live is taken if it fits; a hole, or a
 * sink that was blocked, is made good from the database, so nothing has to be kept in between.
 */
export class EventFollower<Event extends NumberedEvent> {
  private readonly endsAt: number | null;
  private readonly sink: EventSink<Event>;
  private lastSeq: number;
  private catchingUp = false;
  private again = false;
  private ended = false;

  constructor(private readonly following: Following<Event>) {
    const { lastSeq, endsAt, sink } = following;
    [this.lastSeq, this.endsAt, this.sink] = [lastSeq, endsAt, sink];
  }

  /** Whether something that is not kept, and told only to those who are up to date, may be told now. */
  get isUpToDate(): boolean {
    return !this.ended && !this.sink.isBlocked && !this.catchingUp;
  }

  position(): number | null {
    return this.sink.isBlocked || this.catchingUp ? null : this.lastSeq;
  }

  onEvents(events: readonly Event[]): void {
    if (this.ended) return;
    // Whoever is catching up reads these, too.
    if (this.sink.isBlocked || this.catchingUp) {
      this.again = true;
      return;
    }
    const { next, hasGap } = inOrder(this.lastSeq, events);
    this.pass(next);
    // A hole that cannot be read now is found again by the next re-read.
    if (hasGap) this.catchUp().catch(() => undefined);
  }

  onClose(): void {
    this.finish();
  }

  /** Reads on from the last known event until nothing is left, or the sink takes no more. */
  async catchUp(): Promise<void> {
    if (this.catchingUp) {
      this.again = true;
      return;
    }
    this.catchingUp = true;
    try {
      do {
        this.again = false;
        await this.readOn();
      } while (this.again && !this.ended && !this.sink.isBlocked);
    } finally {
      this.catchingUp = false;
    }
  }

  private async readOn(): Promise<void> {
    for (;;) {
      const events = await this.following.read(this.lastSeq, PAGE);
      this.pass(inOrder(this.lastSeq, events).next);
      if (this.ended || this.sink.isBlocked) return;
      if (events.length < PAGE) break;
    }
    if (this.endsAt !== null && this.lastSeq >= this.endsAt) this.finish();
  }

  private pass(events: readonly Event[]): void {
    for (const event of events) {
      if (this.ended || this.sink.isBlocked) return;
      this.sink.event(event);
      this.lastSeq = event.seq;
      if (this.endsAt === null && this.following.isEnd(event)) this.finish();
    }
  }

  private finish(): void {
    if (this.ended) return;
    this.ended = true;
    this.sink.end();
  }
}
