import type { PayloadCipher } from '@cadre/crypto';
import { cleanText, sourcesOf, TaskStatus } from '@cadre/domain';
import { AuditEventType } from '../audit/audit-entry';
import { insertAudit } from '../audit/insert-audit';
import { actorOf } from '../audit/origin';
import type { Database } from '../database/database';
import type { Transaction } from '../database/run-transaction';
import type { EventRow } from '../engine/sql/event-row';
import type { Commander } from '../task/command/commander';
import { approvalAad, checkpointAad } from '../task/payload-aad';
import { openJson, openText } from '../task/read/open-sealed';
import { visibilityParams, type Visibility } from '../visibility/visibility';
import { KEEP_ANSWER, NOTE_ANSWER, RESUME_TASK } from '../wait/sql/answer-wait.sql';
import type { ApprovalDetails, ApprovalPage, ApprovalQuery, ApprovalRow } from './approval-row';
import {
  COUNT_APPROVALS,
  GET_APPROVAL,
  GET_CHECKPOINT,
  LIST_APPROVALS,
  LOCK_APPROVAL,
  MARK_APPROVAL,
} from './sql/approvals.sql';

const COUNTED = 10_000;
const RESUMABLE = sourcesOf('resumed', TaskStatus.Pending);

/** What a person says to the call of a tool. */
export interface ApprovalAnswer {
  readonly approved: boolean;
  readonly comment: string | null;
  /** What the person has seen; null when they do not say. */
  readonly requestHash: string | null;
}

/**
 * `other_request`: the person speaks of another call. `own_task`: it takes somebody else than the one who submitted the task. `over`: somebody has decided before, or
 * nobody is asked any more.
 */
export type ApprovalOutcome =
  | { readonly kind: 'decided'; readonly approval: ApprovalRow; readonly events: readonly EventRow[] }
  | { readonly kind: 'not_found' }
  | { readonly kind: 'own_task' }
  | { readonly kind: 'other_request' }
  | { readonly kind: 'over'; readonly approval: ApprovalRow };

/** What people are asked on behalf of tasks, and what they say. */
export class ApprovalStore {
  constructor(
    private readonly db: Database,
    private readonly cipher: PayloadCipher,
  ) {}

  /** Newest first. Counted to 10,000. */
  async list({ status, limit, offset }: ApprovalQuery, visibility: Visibility): Promise<ApprovalPage> {
    const scope = visibilityParams(visibility);
    const [approvals, [count]] = await Promise.all([
      this.db.query(LIST_APPROVALS, [...scope, status ?? null, limit, offset]),
      this.db.query(COUNT_APPROVALS, [...scope, status ?? null, COUNTED]),
    ]);
    return { approvals, total: count?.total ?? 0 };
  }

  /** Null when it is not there or not visible. */
  async get(approvalId: string, visibility: Visibility): Promise<ApprovalDetails | null> {
    const [row] = await this.db.query(GET_APPROVAL, [...visibilityParams(visibility), approvalId]);
    if (row === undefined) return null;
    const { sealed_arguments, sealed_comment, ...shown } = row;
    return {
      ...shown,
      arguments: openJson(this.cipher, sealed_arguments, approvalAad(row.tenant, approvalId, 'sealed_arguments')),
      comment: openText(this.cipher, sealed_comment, approvalAad(row.tenant, approvalId, 'sealed_comment')),
    };
  }

  /**
   * Takes a person's word once, puts it where the next attempt finds it, makes the task due and writes the audit line,
   * in one transaction. Rejects with CryptoError when the conversation cannot be opened.
   */
  decide(approvalId: string, answer: ApprovalAnswer, by: Commander): Promise<ApprovalOutcome> {
    return this.db.transaction((tx) => this.decideIn(tx, approvalId, answer, by));
  }

  private async decideIn(
    tx: Transaction,
    approvalId: string,
    answer: ApprovalAnswer,
    by: Commander,
  ): Promise<ApprovalOutcome> {
    const scope = visibilityParams(by.visibility);
    const [locked] = await tx.query(LOCK_APPROVAL, [...scope, approvalId]);
    // Read after the lock is held: whoever had to stand in line finds what was done before.
    const [approval] = locked === undefined ? [] : await tx.query(GET_APPROVAL, [...scope, approvalId]);
    if (approval === undefined) return { kind: 'not_found' };
    if (approval.status !== 'pending') return { kind: 'over', approval };
    if (answer.requestHash !== null && answer.requestHash !== approval.request_hash) return { kind: 'other_request' };
    if (approval.four_eyes && by.origin.userId === approval.submitted_by) return { kind: 'own_task' };
    await this.keep(tx, approval, answer, by);
    const { approved } = answer;
    const data = JSON.stringify({ reason: 'approval', approval_id: approvalId, tool: approval.tool, approved });
    const events = await tx.query(RESUME_TASK, [approval.task_id, RESUMABLE, actorOf(by.origin), data]);
    const [decided] = await tx.query(GET_APPROVAL, [...scope, approvalId]);
    return { kind: 'decided', approval: decided ?? approval, events };
  }

  private async keep(tx: Transaction, approval: ApprovalRow, answer: ApprovalAnswer, by: Commander): Promise<void> {
    const { approval_id, task_id, tenant, lease_no, tool, request_hash } = approval;
    const decidedBy = by.origin.email ?? by.origin.userId ?? 'system';
    const comment = answer.comment === null ? null : cleanText(answer.comment);
    const decision = { request_hash, approved: answer.approved, comment, decided_by: decidedBy };
    const [kept] = await tx.query(GET_CHECKPOINT, [task_id, lease_no]);
    const checkpoint = this.withDecision(kept?.sealed, checkpointAad(tenant, task_id), decision);
    const sealedComment =
      comment === null ? null : this.cipher.seal(comment, approvalAad(tenant, approval_id, 'sealed_comment'));
    await tx.execute(KEEP_ANSWER, [task_id, lease_no, checkpoint]);
    await tx.execute(NOTE_ANSWER, [task_id, approval_id]);
    await tx.execute(MARK_APPROVAL, [approval_id, answer.approved, decidedBy, sealedComment]);
    const eventType = answer.approved ? AuditEventType.ToolApproved : AuditEventType.ToolRejected;
    const object = { objectType: 'approval', objectId: approval_id };
    const data = { tool, request_hash, attempt: lease_no };
    await insertAudit(tx, [
      { eventType, origin: by.origin, taskId: task_id, agentId: approval.agent_id, ...object, data },
    ]);
  }

  private withDecision(sealed: string | undefined, aad: ReturnType<typeof checkpointAad>, approval: object): string {
    const kept = sealed === undefined ? {} : (JSON.parse(this.cipher.open(sealed, aad).toString()) as object);
    return this.cipher.seal(JSON.stringify({ ...kept, approval }), aad);
  }
}
