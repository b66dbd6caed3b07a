import { Injectable } from '@nestjs/common';
import { taskNotFound } from '../show/require-task';
import { ShowTask } from '../show/show-task';
import type { TaskView } from '../show/task-answers';
import { isReceipt } from './submission-answer';
import { SubmitTask, type SubmittedAnswer } from './submit-task';
import type { SubmitTaskBody } from './submit-task.body';
import type { Submitter } from './submitter';
import { type EndWatch, WaitForEnd } from './wait-for-end';

export interface WaitOptions {
  readonly seconds: number;
  readonly callerGone: AbortSignal;
}

/** Submits a task and answers with the whole of it once it has ended, or as it stands when the time is up. */
@Injectable()
export class SubmitAndWait {
  constructor(
    private readonly submitTask: SubmitTask,
    private readonly waitForEnd: WaitForEnd,
    private readonly showTask: ShowTask,
  ) {}

  /** Listens first: an end that comes before the submission is answered would be missed otherwise. */
  async submit(
    taskId: string,
    body: SubmitTaskBody,
    submitter: Submitter,
    { seconds, callerGone }: WaitOptions,
  ): Promise<SubmittedAnswer> {
    const watch = await this.waitForEnd.watch(taskId);
    try {
      const submitted = await this.submitTask.submit(taskId, body, submitter);
      const receipt = submitted.answer.body;
      if (!isReceipt(receipt)) return submitted;
      await this.waitFor(receipt.task_id, watch, seconds * 1000, callerGone);
      const task = await this.whole(receipt.task_id, submitter);
      const shown = receipt.deduplicated ? { ...task, deduplicated: true } : task;
      return { ...submitted, answer: { ...submitted.answer, body: shown } };
    } finally {
      watch.close();
    }
  }

  private async waitFor(taskId: string, own: EndWatch, ms: number, callerGone: AbortSignal): Promise<void> {
    if (taskId === own.taskId) return own.within(ms, callerGone);
    const watch = await this.waitForEnd.watchOld(taskId);
    try {
      await watch.within(ms, callerGone);
    } finally {
      watch.close();
    }
  }

  private async whole(taskId: string, { principal }: Submitter): Promise<TaskView> {
    const task = await this.showTask.show(taskId, principal);
    if (task === null) throw taskNotFound();
    return task;
  }
}
