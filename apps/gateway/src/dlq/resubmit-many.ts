import { Injectable } from '@nestjs/common';
import { type DeadLetterRow, DeadLetterStore, type Origin } from '@cadre/persistence';
import { invalidFields, ProblemError } from '../http/problem.error';
import { filterOf } from './dead-letter-filter';
import { MAX_RESUBMIT, type ResubmitManyBody } from './dlq.body';
import type { ResubmitManyAnswer, ResubmitResult } from './resubmit-answers';
import { ResubmitDeadLetter, type Resubmission } from './resubmit-dead-letter';

/** Without a wish of the caller, so many tasks a minute come back. */
const DEFAULT_RATE_PER_MINUTE = 600;

/**
 * Resubmits open dead letters by filter: a bounded number per request, and their starts spread out, so that what failed
 * together does not come back all at once.
 */
@Injectable()
export class ResubmitMany {
  constructor(
    private readonly letters: DeadLetterStore,
    private readonly one: ResubmitDeadLetter,
  ) {}

  async resubmit(body: ResubmitManyBody, origin: Origin): Promise<ResubmitManyAnswer> {
    const filter = filterOf(body.filter);
    if (Object.keys(filter).length === 0)
      throw invalidFields({ path: '/filter', message: 'must name at least one field' });
    const limit = body.limit ?? MAX_RESUBMIT;
    const { tasks, total } = await this.letters.list({ ...filter, state: 'open', limit, offset: 0 });
    const results: ResubmitResult[] = [];
    for (const letter of tasks) results.push(await this.settle(letter, body, results.filter(isDone).length, origin));
    const resubmitted = results.filter(isDone).length;
    return {
      dry_run: body.dry_run === true,
      matched: total,
      resubmitted,
      rejected: results.length - resubmitted,
      remaining: Math.max(0, total - (body.dry_run ? 0 : resubmitted)),
      results,
    };
  }

  private async settle(
    { dlq_id, task_id }: DeadLetterRow,
    body: ResubmitManyBody,
    before: number,
    origin: Origin,
  ): Promise<ResubmitResult> {
    try {
      const wish: Resubmission = { priority: body.priority, delay_seconds: delayOf(body, before) };
      if (body.dry_run) {
        await this.one.rehearse(dlq_id, wish);
        return { dlq_id, task_id };
      }
      const { new_task_id } = await this.one.resubmit(dlq_id, wish, origin);
      return { dlq_id, task_id, new_task_id };
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      return { dlq_id, task_id, error: { code: error.code, detail: error.detail } };
    }
  }
}

function isDone({ error }: ResubmitResult): boolean {
  return error === undefined;
}

function delayOf({ delay_seconds = 0, rate_per_minute = DEFAULT_RATE_PER_MINUTE }: ResubmitManyBody, before: number) {
  return delay_seconds + (before * 60) / rate_per_minute;
}
