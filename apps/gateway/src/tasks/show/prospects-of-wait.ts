import type { OpenWaitRow } from '@cadre/persistence';
import type { TaskProspects } from './task-view';

/** Why a task waits for somebody outside. When that will be, nobody knows. */
export function prospectsOfWait({
  expires_at: until,
  approval_id,
  tool,
}: OpenWaitRow): Pick<TaskProspects, 'waiting_for'> {
  if (approval_id === null || tool === null) return { waiting_for: { kind: 'callback', until } };
  return { waiting_for: { kind: 'approval', approval_id, tool, until } };
}
