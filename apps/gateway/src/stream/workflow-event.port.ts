import type { WorkflowEventV1 } from '@cadre/contracts';
import type { RunEventRow } from '@cadre/persistence';

/** An event of a run as it stands in the database, as everybody outside sees it. */
export function toWorkflowEvent({ at, data, ...event }: RunEventRow): WorkflowEventV1 {
  return { ...event, at: at.toISOString(), data: data && { ...data } };
}
