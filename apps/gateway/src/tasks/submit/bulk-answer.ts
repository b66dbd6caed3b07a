import { type FieldError, ProblemError } from '../../http/problem.error';
import { isRefusal, type Refusal } from './submission-answer';
import type { BulkAnswer, BulkResult, SubmissionReceipt } from './submit-answers';

/** The answer to a bulk submission, from what became of each member. */
export function bulkAnswer(decided: readonly (SubmissionReceipt | Refusal)[]): BulkAnswer {
  const results = decided.map(bulkResult);
  const accepted = results.filter(({ status }) => status === 'accepted').length;
  return { results, accepted, rejected: results.length - accepted };
}

/** The fields of refused members, as paths into the whole body. */
export function errorsOfMembers(refusals: ReadonlyMap<number, Refusal>): FieldError[] {
  return [...refusals].flatMap(([index, { detail, errors }]) =>
    (errors ?? [{ path: '', message: detail }]).map(({ path, message }) => ({
      path: `/tasks/${index}${path}`,
      message,
    })),
  );
}

/** What a member is refused with; anything but a refusal of the caller's input is thrown on. */
export function refusalOf(error: unknown): Refusal {
  if (!(error instanceof ProblemError)) throw error;
  const { code, detail, errors } = error;
  return { code, detail, ...(errors && { errors }) };
}

function bulkResult(decided: SubmissionReceipt | Refusal, index: number): BulkResult {
  if (isRefusal(decided)) return { index, status: 'rejected', error: decided };
  const { task_id, deduplicated } = decided;
  return { index, status: 'accepted', task_id, ...(deduplicated && { deduplicated }) };
}
