import type { TaskEventV1 } from '@cadre/contracts';
import type { TaskEventRow } from '@cadre/persistence';
import type { EventItem } from './record-answers';

export function eventView({ seq, type, from, to, attempt, actor, at, data }: TaskEventV1): EventItem {
  return { seq, type, from, to, attempt, actor, at, data };
}

/** A stored event in the form in which it was broadcast. */
export function storedEvent({ lease_no, at, data, ...event }: TaskEventRow): TaskEventV1 {
  const { task_id, seq, type, from, to, actor } = event;
  return { task_id, seq, type, from, to, attempt: lease_no, actor, at: at.toISOString(), data: data && { ...data } };
}
