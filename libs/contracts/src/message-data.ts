import type { ClaimAnswerV1, ClaimRequestV1 } from './messages/claim.v1';
import type { ControlV1 } from './messages/control.v1';
import type { DispatchHintV1 } from './messages/dispatch-hint.v1';
import type { HeartbeatAnswerV1, HeartbeatV1 } from './messages/heartbeat.v1';
import type { ReportAnswerV1, ReportV1 } from './messages/report.v1';
import type { ScheduleHintV1 } from './messages/schedule-hint.v1';
import type { TaskDispatchedV1 } from './messages/task-dispatched.v1';
import type { TaskEventsV1 } from './stream/task-events.v1';
import type { WorkflowEventsV1 } from './stream/workflow-events.v1';
import type { MessageType } from './topology';

/** What each message type carries. With a second version an entry becomes a union of both. */
export interface MessageData {
  readonly [MessageType.TaskDispatched]: TaskDispatchedV1;
  readonly [MessageType.Claim]: ClaimRequestV1;
  readonly [MessageType.ClaimAnswer]: ClaimAnswerV1;
  readonly [MessageType.Heartbeat]: HeartbeatV1;
  readonly [MessageType.HeartbeatAnswer]: HeartbeatAnswerV1;
  readonly [MessageType.Report]: ReportV1;
  readonly [MessageType.ReportAnswer]: ReportAnswerV1;
  readonly [MessageType.Control]: ControlV1;
  readonly [MessageType.TaskEvents]: TaskEventsV1;
  readonly [MessageType.DispatchHint]: DispatchHintV1;
  readonly [MessageType.WorkflowEvents]: WorkflowEventsV1;
  readonly [MessageType.ScheduleHint]: ScheduleHintV1;
}
