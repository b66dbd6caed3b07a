import type { TaskEventV1 } from '@cadre/contracts';
import type { CommittedEvent } from '@cadre/persistence';

/** An event as it stands in the database, as everybody outside sees it. */
export function toTaskEvent(event: Omit<CommittedEvent, 'team' | 'agent_id' | 'tenant'>): TaskEventV1 {
  const { task_id, seq, type, from, to, lease_no, actor, at, data } = event;
  return { task_id, seq, type, from, to, attempt: lease_no, actor, at: at.toISOString(), data };
}
