import { crashPoint } from '@cadre/config';
import type { PayloadCipher } from '@cadre/crypto';
import { actorOf } from '../../audit/origin';
import type { Transaction } from '../../database/run-transaction';
import { keyName, type IdempotencyRequest, type KeyTaken } from '../../idempotency/idempotency';
import type { KeyLedger } from '../../idempotency/key-ledger';
import type { TaskResult } from '../new-task';
import { acceptTasks, type Acceptance } from './accept-tasks';
import type { TaskToInsert } from './insert-tasks';
import { requireWhole } from './refused';
import { FIND_EXISTING } from './sql/find-existing.sql';
import type { Submission, SubmissionOutcome } from './submission';

/** How the rows of a transaction are accepted: all in one statement, or one by one with savepoints. */
export type AcceptRows = (tx: Transaction, rows: readonly TaskToInsert[]) => Promise<Acceptance>;

/** A key that was given up between losing to it and looking at it: the submission is tried again. */
const GIVEN_UP: KeyTaken = { kind: 'in_flight' };

/**
 * One transaction for many submissions: keys, tasks with payloads, events and lines of the audit log, stored answers.
 * At most one submission of the batch may use the same key.
 */
export class SubmissionTransaction {
  constructor(
    private readonly cipher: PayloadCipher,
    private readonly keys: KeyLedger,
  ) {}

  /** Everything in one statement each. */
  readonly together: AcceptRows = (tx, rows) => acceptTasks(tx, this.cipher, rows);

  /**
   * Throws MemberRefusedError for an atomic submission that has a refused member.
   *
   * @param rerun an earlier COMMIT of the same submissions had an unknown outcome: what it left behind is ours
   */
  async run(
    tx: Transaction,
    submissions: readonly Submission[],
    accept: AcceptRows,
    rerun: boolean,
  ): Promise<SubmissionOutcome[]> {
    const done = rerun ? await this.committedBefore(tx, submissions) : new Set<Submission>();
    const taken = await this.claimKeys(
      tx,
      submissions.filter((submission) => !done.has(submission)),
    );
    const open = submissions.filter((submission) => !taken.has(submission));
    const acceptance = await accept(tx, open.flatMap(rowsOf));
    for (const submission of open) requireWhole(submission, resultsOf(submission, acceptance));
    const outcomes = new Map(open.map((submission) => [submission, decide(submission, acceptance)]));
    const fresh = open.filter((submission) => !done.has(submission));
    await this.keys.finish(
      tx,
      fresh.flatMap((submission) => answerOf(submission, resultsOf(submission, acceptance))),
    );
    crashPoint('submit.before_commit');
    return submissions.map((submission) => taken.get(submission) ?? outcomes.get(submission) ?? GIVEN_UP);
  }

  private async claimKeys(
    tx: Transaction,
    submissions: readonly Submission[],
  ): Promise<ReadonlyMap<Submission, KeyTaken>> {
    const keyed = submissions.flatMap((submission) => {
      const request = submission.idempotency?.request;
      return request ? [{ submission, request }] : [];
    });
    const mine = await this.keys.claim(tx, requestsOf(keyed));
    const lost = keyed.filter(({ request }) => !mine.has(keyName(request)));
    const stored = await this.keys.read(tx, requestsOf(lost));
    return new Map(lost.map(({ submission, request }) => [submission, stored.get(keyName(request)) ?? GIVEN_UP]));
  }

  private async committedBefore(tx: Transaction, submissions: readonly Submission[]): Promise<Set<Submission>> {
    const ids = submissions.flatMap((submission) => submission.tasks.map((task) => task.taskId));
    const existing = new Set((await tx.query(FIND_EXISTING, [ids])).map((row) => row.task_id));
    return new Set(submissions.filter(({ tasks }) => tasks.some((task) => existing.has(task.taskId))));
  }
}

function requestsOf(keyed: readonly { readonly request: IdempotencyRequest }[]): IdempotencyRequest[] {
  return keyed.map(({ request }) => request);
}

function rowsOf({ tasks, origin }: Submission): TaskToInsert[] {
  return tasks.map((task) => ({ task, actor: actorOf(origin), origin }));
}

function resultsOf({ tasks }: Submission, { results }: Acceptance): TaskResult[] {
  return tasks.flatMap((task) => results.get(task.taskId) ?? []);
}

function decide(submission: Submission, acceptance: Acceptance): SubmissionOutcome {
  const events = submission.tasks.flatMap((task) => acceptance.events.get(task.taskId) ?? []);
  return { kind: 'decided', results: resultsOf(submission, acceptance), events };
}

function answerOf({ idempotency }: Submission, results: readonly TaskResult[]) {
  return idempotency ? [{ request: idempotency.request, answer: idempotency.answer(results) }] : [];
}
