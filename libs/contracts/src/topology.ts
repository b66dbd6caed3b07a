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

const TASK_QUEUE_PREFIX = 'cadre.tasks.';

export function taskQueue(team: string): TaskQueue {
  return `${TASK_QUEUE_PREFIX}${team}`;
}

/** Inverse of `taskQueue`; undefined for any other queue. */
export function teamOfTaskQueue(queue: QueueName): string | undefined {
  return queue.startsWith(TASK_QUEUE_PREFIX) ? queue.slice(TASK_QUEUE_PREFIX.length) : undefined;
}

/** Exchanges of a broker that routes by exchanges (RabbitMQ). */
export const Exchange = {
  /** Direct: requests by the name of their queue. */
  Requests: 'cadre.requests',
  /** Direct: dead messages by the team, or by `REQUESTS_DEAD_KEY`. */
  DeadLetters: 'cadre.dlx',
  /** Topic: broadcasts by their topic. */
  Events: 'cadre.events',
} as const;
export type Exchange = (typeof Exchange)[keyof typeof Exchange];

/** Where requests that nobody could read end. */
export const REQUESTS_DEAD_KEY = 'requests';

/** Dead messages for people to look at; the key is a team or `REQUESTS_DEAD_KEY`. */
export function deadLetterQueue(key: string): `cadre.dlq.${string}` {
  return `cadre.dlq.${key}`;
}

/** The queue of one process that listens to broadcasts. */
export function listenerQueue(id: string): `cadre.listener.${string}` {
  return `cadre.listener.${id}`;
}

/** The address of one process: answers, control and presence arrive there. */
export type InboxAddress = `cadre.inbox.${string}`;

/** Whether a text that came from outside is the address of an inbox, and not the name of some queue. */
export function isInboxAddress(text: string): text is InboxAddress {
  return text.startsWith('cadre.inbox.');
}

/** Whether an inbox is one of this team's. */
export function isInboxOf(team: string, address: InboxAddress): boolean {
  return address.startsWith(`cadre.inbox.${team}.`);
}

export function workerInbox(team: string, workerId: string): InboxAddress {
  return `cadre.inbox.${team}.${workerId}`;
}

/** Topics of the best-effort broadcast. */
export const Topic = {
  /** Committed task events, one message per batch (task-events.v1). */
  TaskEvents: 'cadre.events.tasks',
  /** Those of them that orchestrators act on, see isTaskSignal (task-events.v1). Few: nobody but gateways hears all. */
  TaskSignals: 'cadre.events.signals',
  /** A hint that a team has something to dispatch (dispatch-hint.v1). */
  DispatchHint: 'cadre.events.dispatch',
  /** Committed events of workflow runs (workflow-events.v1). */
  WorkflowEvents: 'cadre.events.workflows',
  /** A hint that a schedule was made or changed (schedule-hint.v1). */
  ScheduleHint: 'cadre.events.schedules',
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
  WorkflowEvents: 'workflow.events',
  ScheduleHint: 'schedule.hint',
} as const;
export type MessageType = (typeof MessageType)[keyof typeof MessageType];

/** Nobody publishes here: its arguments say which installation has the queues of this virtual host. */
export const INSTALLATION_MARKER = 'cadre.installation';
