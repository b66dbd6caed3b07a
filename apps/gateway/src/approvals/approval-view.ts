import type { ApprovalDetails, ApprovalRow } from '@cadre/persistence';
import { errorIn, valueOf } from '../http/payload-error';
import type { ApprovalAnswer, ApprovalItem } from './approval-answers';

/** An approval in a list. */
export function approvalItem(row: ApprovalRow): ApprovalItem {
  return {
    approval_id: row.approval_id,
    status: row.status,
    task_id: row.task_id,
    agent_id: row.agent_id,
    team: row.team,
    tenant: row.tenant,
    submitted_by_email: row.submitted_by_email,
    attempt: row.lease_no,
    tool: row.tool,
    request_hash: row.request_hash,
    four_eyes: row.four_eyes,
    requested_at: row.requested_at,
    expires_at: row.expires_at,
    decided_at: row.decided_at,
    decided_by: row.decided_by,
  };
}

/** The same with what is to be agreed to. */
export function approvalAnswer(details: ApprovalDetails): ApprovalAnswer {
  const error = errorIn(details.arguments);
  return {
    ...approvalItem(details),
    arguments: valueOf(details.arguments),
    ...(error && { arguments_error: error }),
    comment: valueOf(details.comment),
  };
}
