import { Injectable } from '@nestjs/common';
import {
  type NewTask,
  type StoredAnswer,
  type Submission,
  type TaskResult,
  TaskSubmissionStore,
} from '@cadre/persistence';
import { keyInProgress, keyReused, settledOutcome } from '../../idempotency/key-use.port';
import { type Outlook, QueueOutlook } from '../outlook/queue-outlook.port';
import { AcceptedTasks } from './accepted-tasks';
import { PrepareTask } from './prepare-task';
import { answerToSubmission } from './submission-answer';
import type { SubmitTaskBody } from './submit-task.body';
import type { Submitter } from './submitter';

export interface SubmittedAnswer {
  readonly answer: StoredAnswer;
  readonly replayed: boolean;
}

/** Accepts one task: checks it, commits it together with others of the moment, tells the dispatchers. */
@Injectable()
export class SubmitTask {
  constructor(
    private readonly prepareTask: PrepareTask,
    private readonly store: TaskSubmissionStore,
    private readonly outlook: QueueOutlook,
    private readonly accepted: AcceptedTasks,
  ) {}

  /** @param taskId the id the task gets if it is accepted */
  async submit(taskId: string, body: SubmitTaskBody, submitter: Submitter): Promise<SubmittedAnswer> {
    const task = await this.prepareTask.prepare(taskId, body, submitter);
    const outlook = this.outlook.forNewcomer(task);
    const outcome = await settledOutcome(() => this.store.submit(submissionOf(task, submitter, outlook)));
    switch (outcome.kind) {
      case 'decided':
        this.accepted.tell([task], outcome);
        return { answer: answerToSubmission(task, outcome.results[0], outlook, submitter.principal), replayed: false };
      case 'replayed':
        return { answer: outcome.answer, replayed: true };
      case 'key_reused':
        throw keyReused();
      case 'in_flight':
        throw keyInProgress();
    }
  }
}

function submissionOf(task: NewTask, submitter: Submitter, outlook: Outlook): Submission {
  const { principal, origin, idempotency } = submitter;
  const answer = ([result]: readonly TaskResult[]) => answerToSubmission(task, result, outlook, principal);
  return {
    tasks: [task],
    atomic: false,
    origin,
    ...(idempotency && { idempotency: { request: idempotency, answer } }),
  };
}
