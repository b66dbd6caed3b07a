import type { TaskEventsV1, TaskEventV1, TaskProgressV1 } from '../stream/task-events.v1';
import { amount, count, list, nullable, object, record, text, uuid, type Check } from './check';

const MAX_EVENTS = 100_000;

const event = record<TaskEventV1>({
  task_id: uuid,
  seq: count,
  type: text,
  from: nullable(text),
  to: nullable(text),
  attempt: count,
  actor: text,
  at: text,
  data: nullable(object),
});

const progress = record<TaskProgressV1>({
  task_id: uuid,
  attempt: count,
  progress: amount,
  current_step: nullable(text),
  message: nullable(text),
  at: text,
});

export const taskEventsV1: Check<TaskEventsV1> = record<TaskEventsV1>({
  events: list(event, MAX_EVENTS),
  progress: list(progress, MAX_EVENTS),
});
