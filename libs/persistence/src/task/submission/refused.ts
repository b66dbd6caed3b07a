import { PersistenceError } from '../../database/errors';
import type { TaskResult } from '../new-task';
import type { Submission } from './submission';

/** An atomic submission of a batch has a member that is refused: it must go alone, so that only it is undone. */
export class MemberRefusedError extends PersistenceError {
  readonly code = 'MEMBER_REFUSED';
}

/** Whether one result is enough to undo an atomic submission. */
export function isRefused({ refuses }: Submission, result: TaskResult): boolean {
  return result.kind === 'rejected' || refuses?.(result) === true;
}

/** Throws MemberRefusedError when the submission is atomic and one of its members was refused. */
export function requireWhole(submission: Submission, results: readonly TaskResult[]): void {
  if (submission.atomic && results.some((result) => isRefused(submission, result))) {
    throw new MemberRefusedError('An atomic submission has a member that is refused.');
  }
}
