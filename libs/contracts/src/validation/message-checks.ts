import type { MessageData } from '../message-data';
import { MessageType } from '../topology';
import type { Check } from './check';
import { claimAnswerV1, claimRequestV1 } from './claim-checks';
import { controlV1, dispatchHintV1, scheduleHintV1, taskDispatchedV1 } from './control-checks';
import { heartbeatAnswerV1, heartbeatV1 } from './heartbeat-checks';
import { reportAnswerV1, reportV1 } from './report-checks';
import { taskEventsV1 } from './task-events-checks';
import { workflowEventsV1 } from './workflow-events-checks';

type Versions<T> = Readonly<Record<number, Check<T>>>;

/** Every message version this build can read. A type without a check does not compile. */
export const MESSAGE_CHECKS: { readonly [T in keyof MessageData]: Versions<MessageData[T]> } = {
  [MessageType.TaskDispatched]: { 1: taskDispatchedV1 },
  [MessageType.Claim]: { 1: claimRequestV1 },
  [MessageType.ClaimAnswer]: { 1: claimAnswerV1 },
  [MessageType.Heartbeat]: { 1: heartbeatV1 },
  [MessageType.HeartbeatAnswer]: { 1: heartbeatAnswerV1 },
  [MessageType.Report]: { 1: reportV1 },
  [MessageType.ReportAnswer]: { 1: reportAnswerV1 },
  [MessageType.Control]: { 1: controlV1 },
  [MessageType.TaskEvents]: { 1: taskEventsV1 },
  [MessageType.DispatchHint]: { 1: dispatchHintV1 },
  [MessageType.WorkflowEvents]: { 1: workflowEventsV1 },
  [MessageType.ScheduleHint]: { 1: scheduleHintV1 },
};
