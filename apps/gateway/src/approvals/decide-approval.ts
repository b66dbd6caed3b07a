import { Injectable } from '@nestjs/common';
import { ProblemCode } from '@cadre/contracts';
import { assertNever } from '@cadre/domain';
import { ApprovalStore, type ApprovalOutcome, type Commander } from '@cadre/persistence';
import { ProblemError } from '../http/problem.error';
import { Announcer } from '../stream/announcer.port';
import type { ApprovalItem } from './approval-answers';
import { approvalItem } from './approval-view';
import type { ApprovalBody } from './approvals.query';

/** Hands a person's word to the task that waits for it. The first one counts. */
@Injectable()
export class DecideApproval {
  constructor(
    private readonly store: ApprovalStore,
    private readonly announcer: Announcer,
  ) {}

  async decide(
    id: string,
    { approved, body }: { readonly approved: boolean; readonly body: ApprovalBody },
    by: Commander,
  ): Promise<ApprovalItem> {
    const { comment = null, request_hash: requestHash = null } = body;
    const outcome = await this.store.decide(id, { approved, comment, requestHash }, by);
    if (outcome.kind !== 'decided') throw refusalOf(outcome);
    this.announcer.announce(outcome.events);
    return approvalItem(outcome.approval);
  }
}

/** The answer to an id that names no question, or somebody else's. */
export function approvalNotFound(): ProblemError {
  return new ProblemError(ProblemCode.ApprovalNotFound, 'There is no approval with this id.');
}

function refusalOf(outcome: Exclude<ApprovalOutcome, { kind: 'decided' }>): ProblemError {
  switch (outcome.kind) {
    case 'not_found':
      return approvalNotFound();
    case 'own_task':
      return new ProblemError(ProblemCode.Forbidden, 'It takes somebody else than the one who submitted the task.');
    case 'other_request':
      return new ProblemError(ProblemCode.ApprovalClosed, 'The request is another one than the one you have seen.');
    case 'over': {
      const { status, decided_by } = outcome.approval;
      const detail = decided_by === null ? 'Nobody is asked any more.' : `It was ${status} by ${decided_by}.`;
      return new ProblemError(ProblemCode.ApprovalClosed, detail);
    }
    default:
      return assertNever(outcome);
  }
}
