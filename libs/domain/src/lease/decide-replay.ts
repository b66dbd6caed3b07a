import { isTerminal, type TaskStatus } from '../task/task-status';
import type { ClaimDenial } from './decide-claim';

/** Whether the copy of a dead letter that came back to the task queue is to become a new task. */
export type ReplayDecision = { readonly replay: true } | { readonly replay: false; readonly reason: ClaimDenial };

export interface ReplayFacts {
  /** What the copy says, and who brings it. */
  readonly claim: { readonly taskId: string; readonly dispatchNo: number; readonly team: string };
  /** The dead letter the copy names, with its task locked. Null: either is gone. */
  readonly letter: {
    readonly taskId: string;
    readonly team: string;
    readonly dispatchNo: number;
    readonly status: TaskStatus;
    readonly open: boolean;
  } | null;
}

/**
 * Decides about a claim that names a dead letter. Only the copy for people bears that id, so that it is told apart from
 * a late repeat of the dispatch, which may well find its task dead a moment ago and must change nothing. A letter is
 * open once: every further copy finds the task finished.
 */
export function decideReplay({ claim, letter }: ReplayFacts): ReplayDecision {
  if (letter === null || letter.taskId !== claim.taskId) return refused('not_found');
  if (letter.team !== claim.team) return refused('foreign_team');
  if (!isTerminal(letter.status) || letter.dispatchNo !== claim.dispatchNo) return refused('superseded');
  return letter.open ? { replay: true } : refused('finished');
}

function refused(reason: ClaimDenial): ReplayDecision {
  return { replay: false, reason };
}
