import type { ControlV1 } from '../messages/control.v1';
import type { DispatchHintV1 } from '../messages/dispatch-hint.v1';
import type { ScheduleHintV1 } from '../messages/schedule-hint.v1';
import type { TaskDispatchedV1 } from '../messages/task-dispatched.v1';
import { amount, count, list, name, oneOf, optional, record, uuid, variants, type Check } from './check';

const MAX_TEAMS = 1_000;

export const taskDispatchedV1: Check<TaskDispatchedV1> = record<TaskDispatchedV1>({
  task_id: uuid,
  dispatch_no: count,
  agent_id: name,
  dlq_id: optional(uuid),
});

export const dispatchHintV1: Check<DispatchHintV1> = record<DispatchHintV1>({ teams: list(name, MAX_TEAMS) });

export const scheduleHintV1: Check<ScheduleHintV1> = record<ScheduleHintV1>({ schedule_id: uuid });

type Control<A extends ControlV1['action']> = Extract<ControlV1, { action: A }>;

export const controlV1: Check<ControlV1> = variants<ControlV1, 'action'>('action', {
  cancel: record<Control<'cancel'>>({ action: oneOf('cancel'), task_id: uuid, lease_no: count }),
  drain: record<Control<'drain'>>({ action: oneOf('drain') }),
  pause_provider: record<Control<'pause_provider'>>({
    action: oneOf('pause_provider'),
    key_id: name,
    pause_ms: amount,
  }),
});
