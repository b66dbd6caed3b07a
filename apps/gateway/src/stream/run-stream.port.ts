import type { WorkflowEventV1 } from '@cadre/contracts';
import type { EventListener } from './event-listener.port';

/**
 * What happens to runs of workflows, as it happens. Broadcasts are best effort, so every listener is also served from
 * the database every few seconds and after each interruption. Also the injection token.
 */
export abstract class RunStream {
  /** Resolves when the listener is being served; never rejects. Returns the function that ends it. */
  abstract listen(workflowId: string, listener: EventListener<WorkflowEventV1>): Promise<() => void>;
}
