import type { WorkflowEventsV1, WorkflowEventV1 } from '../stream/workflow-events.v1';
import { count, list, nullable, object, record, text, uuid, type Check } from './check';

const MAX_EVENTS = 100_000;

const event = record<WorkflowEventV1>({
  workflow_id: uuid,
  seq: count,
  type: text,
  path: nullable(text),
  from: nullable(text),
  to: nullable(text),
  attempt: nullable(count),
  actor: text,
  at: text,
  data: nullable(object),
});

export const workflowEventsV1: Check<WorkflowEventsV1> = record<WorkflowEventsV1>({
  events: list(event, MAX_EVENTS),
});
