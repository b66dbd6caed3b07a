import { Logger } from '@nestjs/common';
import type { Broadcast } from '@cadre/bus';
import type { MessageType, Topic } from '@cadre/contracts';
import { BroadcastLine } from './broadcast-line';
import type { EventListener, Wanted } from './event-listener.port';
import { Repeater } from './repeater';

/** So late does a listener learn what a lost broadcast would have told it. */
const REREAD_MS = 5_000;
const IDS_PER_READ = 500;

/** Where the events of a fan-out come from. */
export interface EventSource<Event> {
  readonly topic: Topic;
  readonly type: MessageType;
  /** A message of the broadcast. */
  readonly onMessage: (data: unknown) => void;
  /** What stands in the database after what each of these has, some of it for each, by id. */
  readonly read: (wanted: readonly Wanted[]) => Promise<ReadonlyMap<string, readonly Event[]>>;
}

/**
 * Serves all listeners of this process from one subscription. It keeps no events: whoever cannot take one now finds it
 * in the database, so its memory does not grow with slow listeners.
 */
export class EventFanOut<Event, Listener extends EventListener<Event>> {
  private readonly logger = new Logger('stream');
  private readonly listeners = new Map<string, Set<Listener>>();
  private readonly line: BroadcastLine;
  private readonly rereads = new Repeater(REREAD_MS, () => this.reread());
  private readonly offGap: () => void;
  private closed = false;

  constructor(
    broadcast: Broadcast,
    private readonly source: EventSource<Event>,
  ) {
    this.line = new BroadcastLine(broadcast, source);
    this.offGap = broadcast.onGap(() => this.rereads.runNow());
  }

  /** Resolves when the listener is being served; never rejects. Returns the function that ends it. */
  async listen(id: string, listener: Listener): Promise<() => void> {
    if (this.closed) {
      listener.onClose();
      return () => undefined;
    }
    this.add(id, listener);
    await this.line.hold();
    return () => this.remove(id, listener);
  }

  /** How many listen at the moment. */
  get size(): number {
    let count = 0;
    for (const group of this.listeners.values()) count += group.size;
    return count;
  }

  of(id: string): readonly Listener[] {
    // A copy: a listener that has seen the end leaves the group while it is told.
    return [...(this.listeners.get(id) ?? [])];
  }

  offer(id: string, events: readonly Event[]): void {
    for (const listener of this.of(id)) listener.onEvents(events);
  }

  /** Before the server closes: it would wait for open streams. */
  async close(): Promise<void> {
    this.closed = true;
    this.offGap();
    const all = [...this.listeners.values()].flatMap((group) => [...group]);
    this.listeners.clear();
    for (const listener of all) listener.onClose();
    await this.rereads.stop();
    await this.line.stop();
  }

  private add(id: string, listener: Listener): void {
    const group = this.listeners.get(id) ?? new Set();
    group.add(listener);
    this.listeners.set(id, group);
    this.rereads.start();
  }

  private remove(id: string, listener: Listener): void {
    const group = this.listeners.get(id);
    if (!group?.delete(listener) || group.size > 0) return;
    this.listeners.delete(id);
    if (this.listeners.size > 0) return;
    this.rereads.pause();
    this.line.release();
  }

  private async reread(): Promise<void> {
    const wanted = this.positions();
    for (let from = 0; from < wanted.length; from += IDS_PER_READ) {
      await this.rereadSome(wanted.slice(from, from + IDS_PER_READ));
    }
  }

  private async rereadSome(wanted: readonly Wanted[]): Promise<void> {
    try {
      for (const [id, events] of await this.source.read(wanted)) this.offer(id, events);
    } catch (err) {
      this.logger.warn({ err }, 'events could not be read again');
    }
  }

  /** Where the slowest listener of each stands; those that cannot take anything now are left out. */
  private positions(): Wanted[] {
    return [...this.listeners].flatMap(([id, group]) => {
      const known = [...group].map((listener) => listener.position()).filter((seq) => seq !== null);
      return known.length > 0 ? [{ id, afterSeq: Math.min(...known) }] : [];
    });
  }
}
