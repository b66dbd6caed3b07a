import type { PayloadCipher } from '@cadre/crypto';
import { cleanJson } from '@cadre/domain';
import { actorOf } from '../../audit/origin';
import type { Transaction } from '../../database/run-transaction';
import type { Commander } from '../../task/command/commander';
import { openJson } from '../../task/read/open-sealed';
import type { RunRow } from '../run-row';
import { stepAad } from '../workflow-aad';
import type { DecisionOutcome } from './command-outcome';
import { LOCK_STEP, MARK_DECIDED } from './sql/command-runs.sql';

/** What an approval shows and asks, as the engine leaves it when the step starts. */
export interface ApprovalDetail {
  readonly message?: string;
  readonly form?: Readonly<Record<string, unknown>>;
  readonly approvers?: readonly string[];
  readonly four_eyes?: boolean;
}

export interface Decision {
  readonly approved: boolean;
  readonly comment?: string;
  /** What the form asked for. */
  readonly values?: unknown;
  /** Judges the values by the step's form; a library of the caller's. */
  readonly checkForm?: (
    form: Readonly<Record<string, unknown>>,
    values: unknown,
  ) => readonly { readonly path: string; readonly message: string }[];
}

/** Who may decide although the run is not theirs to see: those whom the step names. */
export type DeciderRight = 'sees_run' | 'is_named';

/** A run whose row the transaction has locked. */
export interface LockedRun {
  readonly tx: Transaction;
  readonly cipher: PayloadCipher;
  readonly run: RunRow;
  readonly right: DeciderRight;
}

/** Writes a decision to a waiting approval of a locked run; answers why not. */
export async function decideApproval(
  { tx, cipher, run, right }: LockedRun,
  path: string,
  decision: Decision,
  by: Commander,
): Promise<DecisionOutcome | null> {
  const [step] = await tx.query(LOCK_STEP, [run.workflow_id, path]);
  if (!step || step.type !== 'approval')
    return right === 'sees_run' ? { kind: 'step_not_found' } : { kind: 'not_found' };
  const opened = openJson(cipher, step.sealed_detail, stepAad(run.tenant, run.workflow_id, path, 'sealed_detail'));
  // What it asks, and of whom, cannot be known: nobody may answer.
  if (opened.kind === 'unreadable') return { kind: 'not_allowed', detail: 'What the step asks cannot be opened.' };
  const detail = (opened.kind === 'opened' ? opened.value : {}) as ApprovalDetail;
  if (right === 'is_named' && !isNamed(detail, by)) return { kind: 'not_found' };
  if (step.status !== 'waiting' || step.decided_at !== null) {
    return { kind: 'not_waiting', status: step.status, decidedBy: step.decided_by };
  }
  const refused = notAllowed(run, detail, by) ?? judgeForm(detail, decision);
  if (refused) return refused;
  const { approved, comment, values } = decision;
  const output = { approved, values: values ?? null, comment: comment ?? null, decided_by: by.origin.email };
  const sealed = cipher.seal(
    JSON.stringify(cleanJson(output)),
    stepAad(run.tenant, run.workflow_id, path, 'sealed_output'),
  );
  await tx.execute(MARK_DECIDED, [run.workflow_id, path, actorOf(by.origin), sealed]);
  return null;
}

function notAllowed(run: RunRow, detail: ApprovalDetail, by: Commander): DecisionOutcome | null {
  if (detail.four_eyes && by.origin.userId === run.submitted_by) {
    return { kind: 'not_allowed', detail: 'Whoever started the run may not decide.' };
  }
  if ((detail.approvers ?? []).length === 0 || isNamed(detail, by)) return null;
  return { kind: 'not_allowed', detail: 'The step names others who may decide.' };
}

function isNamed({ approvers = [] }: ApprovalDetail, { origin }: Commander): boolean {
  const named = new Set(approvers.map((name) => name.toLowerCase()));
  return [origin.email, origin.userId].some((name) => name !== null && named.has(name.toLowerCase()));
}

function judgeForm({ form }: ApprovalDetail, { approved, values, checkForm }: Decision): DecisionOutcome | null {
  if (!approved || form === undefined || checkForm === undefined) return null;
  const errors = checkForm(form, values ?? {});
  return errors.length > 0 ? { kind: 'form_invalid', errors } : null;
}
