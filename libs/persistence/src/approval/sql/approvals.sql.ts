import { statement } from '../../database/statement';
import type { ApprovalRow } from '../approval-row';

type Scope = [tenant: string | null, owner: string | null];

const VISIBLE = `($1::text IS NULL OR task.tenant = $1) AND ($2::uuid IS NULL OR task.submitted_by = $2)`;

const STATUS = `CASE WHEN approval.approved THEN 'approved'
            WHEN approval.approved IS NOT NULL THEN 'rejected'
            WHEN task.status = 'waiting' AND task.lease_no = approval.lease_no AND approval.expires_at > now() THEN 'pending'
            ELSE 'closed' END`;

const COLUMNS = `approval.approval_id, ${STATUS} AS status, task.task_id, task.agent_id, task.team, task.tenant,
       task.submitted_by, task.submitted_by_email, approval.lease_no, approval.tool, approval.request_hash,
       approval.four_eyes, approval.requested_at, approval.expires_at, approval.decided_at, approval.decided_by`;

const TABLES = `approvals AS approval
  JOIN tasks AS task USING (task_id)`;

/** The second condition is the index's own: most questions have long been answered. */
const LISTED = `${VISIBLE} AND ($3::text IS NULL OR (${STATUS}) = $3)
   AND ($3::text IS DISTINCT FROM 'pending' OR approval.approved IS NULL)`;

/** $1 text tenant or null · $2 uuid submitter or null · $3 text status or null · $4 int limit · $5 int offset */
export const LIST_APPROVALS = statement<[...Scope, string | null, number, number], ApprovalRow>(
  'approval_list',
  `
SELECT ${COLUMNS}
  FROM ${TABLES}
 WHERE ${LISTED}
 ORDER BY approval.approval_id DESC
 LIMIT $4 OFFSET $5`,
);

/** $1 text tenant or null · $2 uuid submitter or null · $3 text status or null · $4 int counts no further */
export const COUNT_APPROVALS = statement<[...Scope, string | null, number], { total: number }>(
  'approval_count',
  `SELECT count(*)::int AS total FROM (SELECT 1 FROM ${TABLES} WHERE ${LISTED} LIMIT $4) AS bounded`,
);

export interface SealedApprovalRow extends ApprovalRow {
  readonly sealed_arguments: string;
  readonly sealed_comment: string | null;
}

/** $1 text tenant or null · $2 uuid submitter or null · $3 uuid approval */
export const GET_APPROVAL = statement<[...Scope, string], SealedApprovalRow>(
  'approval_get',
  `
SELECT ${COLUMNS}, approval.sealed_arguments, approval.sealed_comment
  FROM ${TABLES}
 WHERE approval.approval_id = $3 AND ${VISIBLE}`,
);

/**
 * Locks the task first, as everything does that moves it, then the question.
 *
 * $1 text tenant or null · $2 uuid submitter or null · $3 uuid approval
 */
export const LOCK_APPROVAL = statement<[...Scope, string], { task_id: string }>(
  'approval_lock',
  `
SELECT task.task_id
  FROM approvals AS approval
  JOIN tasks AS task USING (task_id)
 WHERE approval.approval_id = $3 AND ${VISIBLE}
   FOR NO KEY UPDATE OF task, approval`,
);

/** $1 uuid task · $2 int attempt that waits */
export const GET_CHECKPOINT = statement<[string, number], { sealed: string }>(
  'approval_checkpoint',
  `SELECT sealed FROM checkpoints WHERE task_id = $1 AND lease_no = $2`,
);

/** $1 uuid approval · $2 bool approved · $3 text who · $4 text sealed comment or null */
export const MARK_APPROVAL = statement<[string, boolean, string, string | null]>(
  'approval_mark',
  `
UPDATE approvals SET approved = $2, decided_at = now(), decided_by = $3, sealed_comment = $4
 WHERE approval_id = $1 AND approved IS NULL`,
);
