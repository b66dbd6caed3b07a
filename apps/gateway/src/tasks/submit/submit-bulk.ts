import { Injectable } from '@nestjs/common';
import { ProblemCode } from '@cadre/contracts';
import { uuidv7 } from '@cadre/crypto';
import {
  type NewTask,
  type StoredAnswer,
  type SubmissionOutcome,
  type TaskResult,
  TaskSubmissionStore,
} from '@cadre/persistence';
import type { Principal } from '../../http/principal';
import { ProblemError } from '../../http/problem.error';
import { parseInput } from '../../http/strict-validation.pipe';
import { keyInProgress, keyReused, settledOutcome } from '../../idempotency/key-use.port';
import { AcceptedTasks } from './accepted-tasks';
import { bulkAnswer, errorsOfMembers, refusalOf } from './bulk-answer';
import { PrepareTask } from './prepare-task';
import { decideReceipt, isForeign, isRefusal, type Refusal } from './submission-answer';
import type { BulkAnswer } from './submit-answers';
import type { SubmittedAnswer } from './submit-task';
import { SubmitTaskBody } from './submit-task.body';
import type { Submitter } from './submitter';

type Prepared = NewTask | Refusal;
const NO_OUTLOOK = { position: null, waitSeconds: null };

/** Accepts up to 100 tasks in one transaction, each on its own merits or all together. */
@Injectable()
export class SubmitBulk {
  constructor(
    private readonly prepareTask: PrepareTask,
    private readonly store: TaskSubmissionStore,
    private readonly accepted: AcceptedTasks,
  ) {}

  async submit(members: readonly unknown[], atomic: boolean, submitter: Submitter): Promise<SubmittedAnswer> {
    const prepared = await Promise.all(members.map((member) => this.prepare(member, submitter)));
    if (atomic) refuseIfAny(prepared);
    const tasks = prepared.filter(isTask);
    const decide = (results: readonly TaskResult[]) => answerOf(prepared, tasks, results, submitter.principal);
    if (tasks.length === 0) return { answer: stored(decide([])), replayed: false };
    const outcome = await this.commit(tasks, atomic, submitter, (results) => stored(decide(results)));
    if (outcome.kind === 'replayed') return { answer: outcome.answer, replayed: true };
    this.accepted.tell(tasks, outcome);
    const answer = decide(outcome.results);
    if (atomic && answer.rejected > 0) throw bulkRejected(refusals(answer, outcome.results));
    return { answer: stored(answer), replayed: false };
  }

  private async commit(
    tasks: readonly NewTask[],
    atomic: boolean,
    { principal, origin, idempotency }: Submitter,
    answer: (results: readonly TaskResult[]) => StoredAnswer,
  ): Promise<Extract<SubmissionOutcome, { kind: 'decided' | 'replayed' }>> {
    const keyed = idempotency && { idempotency: { request: idempotency, answer } };
    const refuses = (result: TaskResult): boolean => isForeign(result, principal);
    const outcome = await settledOutcome(() => this.store.submit({ tasks, atomic, refuses, origin, ...keyed }));
    if (outcome.kind === 'key_reused') throw keyReused();
    if (outcome.kind === 'in_flight') throw keyInProgress();
    return outcome;
  }

  private async prepare(member: unknown, submitter: Submitter): Promise<Prepared> {
    try {
      return await this.prepareTask.prepare(uuidv7(), parseInput(SubmitTaskBody, member), submitter);
    } catch (error) {
      return refusalOf(error);
    }
  }
}

function answerOf(
  prepared: readonly Prepared[],
  tasks: readonly NewTask[],
  results: readonly TaskResult[],
  principal: Principal,
): BulkAnswer {
  const byTask = new Map(tasks.map((task, index) => [task, results[index]]));
  return bulkAnswer(
    prepared.map((member) =>
      isTask(member) ? decideReceipt(member, byTask.get(member), NO_OUTLOOK, principal) : member,
    ),
  );
}

function stored(body: BulkAnswer): StoredAnswer {
  return { statusCode: 200, body, location: null };
}

function isTask(prepared: Prepared): prepared is NewTask {
  return !isRefusal(prepared);
}

function refuseIfAny(prepared: readonly Prepared[]): void {
  const refused = new Map(prepared.flatMap((member, index) => (isTask(member) ? [] : [[index, member] as const])));
  if (refused.size > 0) throw bulkRejected(refused);
}

/** Without those that nothing is wrong with. An atomic submission that got so far has a task for each member. */
function refusals({ results }: BulkAnswer, outcomes: readonly TaskResult[]): Map<number, Refusal> {
  const refused = results.filter(({ index }) => outcomes[index]?.kind !== 'withheld');
  return new Map(refused.flatMap(({ index, error }) => (error ? [[index, error]] : [])));
}

function bulkRejected(refused: ReadonlyMap<number, Refusal>): ProblemError {
  const detail = `Nothing was accepted: ${refused.size} of the submissions cannot be.`;
  return new ProblemError(ProblemCode.BulkRejected, detail, { errors: errorsOfMembers(refused) });
}
