import { Injectable } from '@nestjs/common';
import { ProblemCode } from '@cadre/contracts';
import { priorityName } from '@cadre/domain';
import { uuidv7 } from '@cadre/crypto';
import {
  IdempotencyStore,
  type KeyTaken,
  type RetryOutcome,
  type StoredAnswer,
  TaskCommandStore,
  type TaskRetryOptions,
} from '@cadre/persistence';
import { ProblemError } from '../../http/problem.error';
import { visibilityOf } from '../../http/visibility';
import { keyInProgress, keyReused, settledOutcome } from '../../idempotency/key-use.port';
import { Announcer } from '../../stream/announcer.port';
import { taskNotFound } from '../show/require-task';
import type { RetryReceipt } from '../submit/submit-answers';
import { taskPath } from '../submit/submission-answer';
import { CheckRetry, type Renewal } from './check-retry';
import type { SubmittedAnswer } from '../submit/submit-task';
import type { Submitter } from '../submit/submitter';

type Retried = Extract<RetryOutcome, { kind: 'retried' }>;
type Replayed = Extract<KeyTaken, { kind: 'replayed' }>;

/** Makes a new task of one that has ended, if the agent as it is now would take it. */
@Injectable()
export class RetryTask {
  constructor(
    private readonly commands: TaskCommandStore,
    private readonly checkRetry: CheckRetry,
    private readonly keys: IdempotencyStore,
    private readonly announcer: Announcer,
  ) {}

  async retry(taskId: string, force: boolean, submitter: Submitter): Promise<SubmittedAnswer> {
    const checked = await this.check(taskId, force, submitter);
    if (checked.kind === 'replayed') return { answer: checked.answer, replayed: true };
    const options = { newTaskId: uuidv7(), force, ...checked.renewal };
    const outcome = await settledOutcome(() => this.run(taskId, options, submitter));
    if (outcome.kind === 'replayed') return { answer: outcome.answer, replayed: true };
    if (outcome.kind !== 'retried') throw refusal(outcome);
    this.announcer.announce(outcome.events);
    return { answer: answerTo(outcome), replayed: false };
  }

  /** What would be refused now may have been answered before: then that answer holds. */
  private async check(
    taskId: string,
    force: boolean,
    { principal, idempotency }: Submitter,
  ): Promise<{ readonly kind: 'checked'; readonly renewal: Renewal } | Replayed> {
    try {
      return { kind: 'checked', renewal: await this.checkRetry.check(taskId, force, principal) };
    } catch (error) {
      const known = idempotency && error instanceof ProblemError ? await this.keys.find(idempotency) : null;
      if (known?.kind === 'replayed') return known;
      throw error;
    }
  }

  private run(
    taskId: string,
    options: TaskRetryOptions,
    { principal, origin, idempotency }: Submitter,
  ): Promise<RetryOutcome | KeyTaken> {
    const by = { origin, visibility: visibilityOf(principal) };
    const keyed = idempotency && { request: idempotency, answer: answerTo };
    return this.commands.retry(taskId, options, by, keyed);
  }
}

function answerTo({ task, old }: Retried): StoredAnswer {
  const body: RetryReceipt = {
    task_id: task.taskId,
    status: task.status,
    priority: priorityName(old.priority),
    submitted_at: task.submittedAt,
    retried_from: old.task_id,
  };
  return { statusCode: 201, body, location: taskPath(task.taskId) };
}

function refusal(outcome: Exclude<RetryOutcome | KeyTaken, { kind: 'retried' | 'replayed' }>): Error {
  switch (outcome.kind) {
    case 'not_finished':
      return new ProblemError(ProblemCode.TaskNotFinished, `The task is ${outcome.status}; it may still succeed.`);
    case 'completed':
      return new ProblemError(
        ProblemCode.TaskCompleted,
        'The task is completed; send {"force": true} to run it again.',
      );
    case 'unreadable':
      return new ProblemError(ProblemCode.TaskNotFinished, 'Its parameters are gone; submit it anew.');
    case 'not_found':
      return taskNotFound();
    case 'key_reused':
      return keyReused();
    case 'in_flight':
      return keyInProgress();
  }
}
