import type { TaskEventV1, TaskProgressV1 } from '@cadre/contracts';

/** Somebody who follows one task. It must not throw and must not wait. */
export interface TaskListener {
  readonly taskId: string;
  /** The last event it has. Re-reads start after it; null while it cannot take any. */
  position(): number | null;
  /** Events of its task, of whatever age and in whatever order: the listener keeps those it lacks. */
  onEvents(events: readonly TaskEventV1[]): void;
  onProgress?(progress: TaskProgressV1): void;
  /** The process stops: nothing more will come. */
  onClose(): void;
}

/**
 * What happens to tasks, as it happens. Broadcasts are best effort, so every listener is also served from the database
 * every few seconds and after each interruption: it may learn late, never not at all. Also the injection token.
 */
export abstract class TaskStream {
  /** Resolves when the listener is being served; never rejects. Returns the function that ends it. */
  abstract listen(listener: TaskListener): Promise<() => void>;
}
