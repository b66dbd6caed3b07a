/** Somebody who follows the events of one thing. It must not throw and must not wait. */
export interface EventListener<Event> {
  /** The last event it has. Re-reads start after it; null while it cannot take any. */
  position(): number | null;
  /** Events of what it follows, of whatever age and in whatever order: the listener keeps those it lacks. */
  onEvents(events: readonly Event[]): void;
  /** The process stops: nothing more will come. */
  onClose(): void;
}

/** What a listener lacks: the events of this after that number. */
export interface Wanted {
  readonly id: string;
  readonly afterSeq: number;
}
