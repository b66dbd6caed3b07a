/** Every name that goes over a wire is built here and nowhere else. */

/** Teams that own workers; a deployment of workers serves exactly one. */
export const TEAMS = ['marketing', 'testing', 'user-story', 'engineering', 'platform'] as const;
export type Team = (typeof TEAMS)[number];

/** Queues that orchestrators consume as competing consumers. */
export const RequestQueue = {
  Claims: 'cadre.claims',
  Heartbeats: 'cadre.heartbeats',
  Reports: 'cadre.reports',
} as const;
export type RequestQueue = (typeof RequestQueue)[keyof typeof RequestQueue];

/** Queues that hold durable work for workers, one per team. */
export type TaskQueue = `cadre.tasks.${string}`;
export type QueueName = TaskQueue | RequestQueue;

export function taskQueue(team: string): TaskQueue {
  return `cadre.tasks.${team}`;
}

/** The address of one process: answers, control and presence arrive there. */
export type InboxAddress = `cadre.inbox.${string}`;

export function workerInbox(team: string, workerId: string): InboxAddress {
  return `cadre.inbox.${team}.${workerId}`;
}

/** Topics of the best-effort broadcast. */
export const Topic = {
  /** Committed task events, one message per batch (task-events.v1). */
  TaskEvents: 'cadre.events.tasks',
  /** A hint that a team has something to dispatch (dispatch-hint.v1). */
  DispatchHint: 'cadre.events.dispatch',
} as const;
export type Topic = (typeof Topic)[keyof typeof Topic];

/** Message types as they stand in the envelope. */
export const MessageType = {
  TaskDispatched: 'task.dispatched',
  Claim: 'task.claim',
  ClaimAnswer: 'task.claim.answer',
  Heartbeat: 'worker.heartbeat',
  HeartbeatAnswer: 'worker.heartbeat.answer',
  Report: 'task.report',
  ReportAnswer: 'task.report.answer',
  Control: 'worker.control',
  TaskEvents: 'task.events',
  DispatchHint: 'dispatch.hint',
} as const;
export type MessageType = (typeof MessageType)[keyof typeof MessageType];
