import type { TaskEventV1, TaskProgressV1 } from '@cadre/contracts';
import { isTerminal, type TaskStatus } from '@cadre/domain';
import type { TaskListener } from '../../stream/task-stream.port';
import { inOrder } from './in-order';

/** Where a follower's events go. */
export interface EventSink {
  /** Takes nothing at the moment. */
  readonly isBlocked: boolean;
  event(event: TaskEventV1): void;
  progress(progress: TaskProgressV1): void;
  /** The task is over, or the process stops. */
  end(): void;
}

/** The events of the followed task after a number, oldest first. */
export type ReadEvents = (afterSeq: number, limit: number) => Promise<readonly TaskEventV1[]>;

const PAGE = 200;

/**
 * Hands every event of one task to a sink exactly once and in order. What comes live is taken if it fits; a hole, or a
 * sink that was blocked, is made good from the database, so nothing has to be kept in between.
 */
export class EventFollower implements TaskListener {
  private catchingUp = false;
  private again = false;
  private ended = false;

  /**
   * @param lastSeq what the client has already
   * @param endsAt the last event of a task that is over; null while it is not
   */
  constructor(
    readonly taskId: string,
    private lastSeq: number,
    private readonly endsAt: number | null,
    private readonly sink: EventSink,
    private readonly read: ReadEvents,
  ) {}

  position(): number | null {
    return this.sink.isBlocked || this.catchingUp ? null : this.lastSeq;
  }

  onEvents(events: readonly TaskEventV1[]): void {
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

  onProgress(progress: TaskProgressV1): void {
    if (!this.ended && !this.sink.isBlocked && !this.catchingUp) this.sink.progress(progress);
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
      const events = await this.read(this.lastSeq, PAGE);
      this.pass(inOrder(this.lastSeq, events).next);
      if (this.ended || this.sink.isBlocked) return;
      if (events.length < PAGE) break;
    }
    if (this.endsAt !== null && this.lastSeq >= this.endsAt) this.finish();
  }

  private pass(events: readonly TaskEventV1[]): void {
    for (const event of events) {
      if (this.ended || this.sink.isBlocked) return;
      this.sink.event(event);
      this.lastSeq = event.seq;
      if (this.endsAt === null && event.to !== null && isTerminal(event.to as TaskStatus)) this.finish();
    }
  }

  private finish(): void {
    if (this.ended) return;
    this.ended = true;
    this.sink.end();
  }
}
