import { canMove, isTerminal, TASK_ANNOTATIONS, type TaskEventType, type TaskStatus } from '@cadre/domain';
import type { VerifiedEvent } from './sql/read-events.sql';
import type { TaskRecord } from './task-record';

const ANNOTATIONS: ReadonlySet<string> = new Set(TASK_ANNOTATIONS);

/** C4: the events, taken in order through the table of moves, lead to what the row says; their numbers have no gap. */
export function eventsFoldToRow({ row, events }: TaskRecord): string[] {
  const { status, seq, problems } = fold(events);
  return [
    ...problems,
    ...(status === row.status ? [] : [`is ${row.status}, but its events lead to ${status ?? 'nothing'}`]),
    ...(seq === row.event_seq ? [] : [`counts ${row.event_seq} events, but the last one is number ${seq}`]),
  ];
}

interface Folded {
  status: TaskStatus | null;
  seq: number;
  readonly problems: string[];
}

function fold(events: readonly VerifiedEvent[]): Folded {
  const folded: Folded = { status: null, seq: 0, problems: [] };
  for (const event of events) {
    if (event.seq !== folded.seq + 1) folded.problems.push(`has event ${event.seq} right after event ${folded.seq}`);
    folded.seq = event.seq;
    if (event.to_status === null) annotate(folded, event);
    else move(folded, event, event.to_status as TaskStatus);
  }
  return folded;
}

function annotate({ status, problems }: Folded, { seq, type }: VerifiedEvent): void {
  if (!ANNOTATIONS.has(type)) problems.push(`has event ${seq}, ${type}, which moves nothing and is no annotation`);
  if (status === null) problems.push(`has event ${seq}, ${type}, before it was born`);
}

function move(folded: Folded, { seq, type, from_status: from }: VerifiedEvent, to: TaskStatus): void {
  const { status, problems } = folded;
  folded.status = to;
  const step = `event ${seq}, ${type} from ${from ?? 'nothing'} to ${to}`;
  if (status !== null && isTerminal(status)) problems.push(`has ${step}, after its end as ${status}`);
  else if (from !== status) problems.push(`has ${step}, but was ${status ?? 'not born'}`);
  // The names come from the database as text; a name that is not in the table is no legal move.
  else if (!canMove(type as TaskEventType, status, to)) problems.push(`has ${step}, which is no legal move`);
}
