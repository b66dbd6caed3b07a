import type { PayloadAad } from '@cadre/crypto';

export type PayloadKind = 'parameters' | 'result' | 'error';

/** What binds a sealed payload to its row in `task_payloads`. */
export function payloadAad(tenant: string, taskId: string, kind: PayloadKind): PayloadAad {
  return { tenant, table: 'task_payloads', rowId: taskId, column: kind };
}

/** What binds a sealed log line to its row in `task_logs`. */
export function logLineAad(tenant: string, taskId: string, leaseNo: number, lineNo: number): PayloadAad {
  return { tenant, table: 'task_logs', rowId: `${taskId}/${leaseNo}/${lineNo}`, column: 'sealed' };
}

/** What binds a sealed checkpoint to its row in `checkpoints`. */
export function checkpointAad(tenant: string, taskId: string): PayloadAad {
  return { tenant, table: 'checkpoints', rowId: taskId, column: 'sealed' };
}

/** What binds what people are asked, and what they said, to its row in `approvals`. */
export function approvalAad(
  tenant: string,
  approvalId: string,
  column: 'sealed_arguments' | 'sealed_comment',
): PayloadAad {
  return { tenant, table: 'approvals', rowId: approvalId, column };
}

/** What binds the sealed secret of a callback to its row in `task_waits`. */
export function waitAad(tenant: string, taskId: string): PayloadAad {
  return { tenant, table: 'task_waits', rowId: taskId, column: 'sealed_secret' };
}
