import { Injectable } from '@nestjs/common';
import type { TaskEventV1 } from '@cadre/contracts';
import { isTerminal, type TaskStatus } from '@cadre/domain';
import { TaskReadStore } from '@cadre/persistence';
import { type TaskListener, TaskStream } from '../../stream/task-stream.port';

/** Waits for tasks to end, by what is broadcast and, should that be lost, by what is read again. */
@Injectable()
export class WaitForEnd {
  constructor(
    private readonly stream: TaskStream,
    private readonly tasks: TaskReadStore,
  ) {}

  /** Starts listening, so that an end that comes right after the submission is not missed. */
  async watch(taskId: string): Promise<EndWatch> {
    const watch = new EndWatch(taskId);
    watch.unlisten = await this.stream.listen(watch);
    return watch;
  }

  /** The same for a task that stood before: it may have ended long ago. */
  async watchOld(taskId: string): Promise<EndWatch> {
    const watch = await this.watch(taskId);
    const [now] = await this.tasks.progressOf([taskId]);
    if (!now || isTerminal(now.status)) watch.onClose();
    return watch;
  }
}

/** One who waits for one task. */
export class EndWatch implements TaskListener {
  unlisten: () => void = () => undefined;
  private readonly done: Promise<void>;
  private latestSeq = 0;
  private settle: () => void = () => undefined;

  constructor(readonly taskId: string) {
    this.done = new Promise((resolve) => {
      this.settle = resolve;
    });
  }

  /** The end is the last event: what came before the latest known one need not be read again. */
  position(): number {
    return this.latestSeq;
  }

  onEvents(events: readonly TaskEventV1[]): void {
    for (const { seq } of events) this.latestSeq = Math.max(this.latestSeq, seq);
    if (events.some(({ to }) => to !== null && isTerminal(to as TaskStatus))) this.settle();
  }

  onClose(): void {
    this.settle();
  }

  /** Resolves when the task has ended, the time is up, the caller is gone or the process stops. */
  async within(ms: number, caller: AbortSignal): Promise<void> {
    const timer = setTimeout(() => this.settle(), ms);
    const leave = () => this.settle();
    caller.addEventListener('abort', leave, { once: true });
    if (caller.aborted) leave();
    await this.done;
    clearTimeout(timer);
    caller.removeEventListener('abort', leave);
  }

  close(): void {
    this.unlisten();
  }
}
