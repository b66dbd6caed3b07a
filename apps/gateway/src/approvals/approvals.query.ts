import type { ApprovalStatus } from '@cadre/persistence';
import { TextField } from '../http/fields';
import { PageQuery } from '../http/page';
import { EnumQuery } from '../http/query-fields';
import { APPROVAL_STATUSES } from './approval-answers';

/** GET /approvals */
export class ApprovalsQuery extends PageQuery {
  @EnumQuery(APPROVAL_STATUSES, { description: 'pending: those that somebody can decide now' })
  status?: ApprovalStatus;
}

/** POST /approvals/{id}/approve and reject */
export class ApprovalBody {
  @TextField({ max: 2_000, optional: true, description: 'Kept with the decision; of a rejection the model is told' })
  comment?: string;

  @TextField({
    max: 64,
    optional: true,
    description: 'What you have seen: the request_hash. Another request is not decided',
  })
  request_hash?: string;
}
