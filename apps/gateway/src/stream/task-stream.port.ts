import type { TaskEventV1, TaskProgressV1 } from '@cadre/contracts';
import type { EventListener } from './event-listener.port';

/** Somebody who follows one task. */
export interface TaskListener extends EventListener<TaskEventV1> {
  readonly taskId: string;
  onProgress?(progress: TaskProgressV1): void;
}

/**
 * What happens to tasks, as it happens. Broadcasts are best effort, so every listener is also served from the database
 * every few seconds and after each interruption: it may learn late, never not at all. Also the injection token.
 */
export abstract class TaskStream {
  /** Resolves when the listener is being served; never rejects. Returns the function that ends it. */
  abstract listen(listener: TaskListener): Promise<() => void>;
}
