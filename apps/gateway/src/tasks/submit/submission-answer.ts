import { ProblemCode } from '@cadre/contracts';
import { assertNever, priorityName } from '@cadre/domain';
import type { AcceptedTask, NewTask, StoredAnswer, TaskResult } from '@cadre/persistence';
import type { Principal } from '../../http/principal';
import { API } from '../../http/paths';
import { PROBLEM_CATALOG } from '../../http/problem-catalog';
import { type FieldError, ProblemError } from '../../http/problem.error';
import type { Outlook } from '../outlook/queue-outlook.port';
import type { SubmissionReceipt } from './submit-answers';

/** A refusal that is kept under an idempotency key like any other answer. */
export interface Refusal {
  readonly code: ProblemCode;
  readonly detail: string;
  readonly errors?: readonly FieldError[];
}

/** The answer to one submission: 201, 200 for a task that stood already, or the refusal of what cannot be kept. */
export function answerToSubmission(
  task: NewTask,
  result: TaskResult | undefined,
  outlook: Outlook,
  principal: Principal,
): StoredAnswer {
  const decided = decideReceipt(task, result, outlook, principal);
  if ('code' in decided) return { statusCode: PROBLEM_CATALOG[decided.code].status, body: decided, location: null };
  return {
    statusCode: decided.deduplicated ? 200 : 201,
    body: decided,
    location: taskPath(decided.task_id),
  };
}

export function decideReceipt(
  task: NewTask,
  result: TaskResult | undefined,
  outlook: Outlook,
  principal: Principal,
): SubmissionReceipt | Refusal {
  switch (result?.kind) {
    case 'accepted':
      return acceptedReceipt(task, result, outlook);
    case 'deduplicated':
      return isForeign(result, principal) ? DUPLICATE : duplicateReceipt(result);
    case 'withheld':
    case 'rejected':
    case undefined:
      return UNACCEPTABLE;
    default:
      return assertNever(result);
  }
}

/** A duplicate of a task that the submitter may not know of. */
export function isForeign(result: TaskResult, { role, userId }: Principal): boolean {
  return result.kind === 'deduplicated' && role !== 'admin' && result.submittedBy !== userId;
}

/** Throws a stored refusal again. */
export function throwRefusal({ code, detail, errors }: Refusal, headers: Record<string, string> = {}): never {
  throw new ProblemError(code, detail, { headers, ...(errors && { errors }) });
}

export function isRefusal(body: unknown): body is Refusal {
  return typeof body === 'object' && body !== null && 'code' in body && 'detail' in body;
}

export function isReceipt(body: unknown): body is SubmissionReceipt {
  return typeof body === 'object' && body !== null && 'task_id' in body;
}

export function taskPath(taskId: string): string {
  return `/${API}/tasks/${taskId}`;
}

const EXACT_POSITIONS = 1_000;

const DUPLICATE: Refusal = {
  code: ProblemCode.DuplicateTask,
  detail: 'A task of this agent with this dedupe_key is under way.',
};

const UNACCEPTABLE: Refusal = {
  code: ProblemCode.ValidationFailed,
  detail: 'The database refused the data of this task.',
};

function acceptedReceipt(task: NewTask, accepted: AcceptedTask, outlook: Outlook): SubmissionReceipt {
  const isScheduled = accepted.status === 'scheduled';
  const position = isScheduled ? null : outlook.position;
  const untilStart = task.executeAt ? (task.executeAt.getTime() - accepted.submittedAt.getTime()) / 1000 : 0;
  return {
    task_id: accepted.taskId,
    status: accepted.status,
    priority: priorityName(task.priority),
    submitted_at: accepted.submittedAt,
    queue_position: position,
    ...(position !== null && position > EXACT_POSITIONS && { queue_position_estimated: true as const }),
    estimated_wait_time_seconds: isScheduled ? Math.max(0, Math.round(untilStart)) : outlook.waitSeconds,
  };
}

function duplicateReceipt(held: Extract<TaskResult, { kind: 'deduplicated' }>): SubmissionReceipt {
  return {
    task_id: held.taskId,
    status: held.status,
    priority: priorityName(held.priority),
    submitted_at: held.submittedAt,
    queue_position: null,
    estimated_wait_time_seconds: null,
    deduplicated: true,
  };
}
