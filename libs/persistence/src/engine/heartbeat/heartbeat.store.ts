import type { PayloadCipher } from '@cadre/crypto';
import { cleanText, LEASE_SECONDS, TaskStatus } from '@cadre/domain';
import type { Queryable } from '../../database/statement';
import { checkpointAad } from '../../task/payload-aad';
import { RENEW_LEASES, type RenewedRow } from './sql/renew-leases.sql';
import { SAVE_CHECKPOINTS } from './sql/save-checkpoints.sql';

const HOLDS_LEASE = [TaskStatus.Claimed, TaskStatus.Running];

export interface Progress {
  /** 0 to 100 */
  readonly percent: number;
  readonly currentStep: string | null;
  readonly message: string | null;
}

/** A worker's wish to keep a lease. */
export interface Renewal {
  readonly taskId: string;
  readonly leaseToken: string;
  readonly team: string;
  /** Undefined: unchanged. */
  readonly progress?: Progress | undefined;
}

/** A lease that lives on for another lease time. */
export interface Renewed {
  readonly taskId: string;
  readonly leaseToken: string;
  readonly leaseNo: number;
  readonly tenant: string;
  /** Somebody asked to cancel the task. */
  readonly cancel: boolean;
}

export interface Checkpoint {
  readonly lease: Renewed;
  readonly content: Buffer;
}

/** Keeps leases alive. */
export class HeartbeatStore {
  constructor(
    private readonly db: Queryable,
    private readonly cipher: PayloadCipher,
  ) {}

  /** Renews leases of any number of workers at once; what is not in the answer is lost. */
  async renew(renewals: readonly Renewal[]): Promise<readonly Renewed[]> {
    if (renewals.length === 0) return [];
    const rows = await this.db.query(RENEW_LEASES, [
      renewals.map(({ taskId }) => taskId),
      renewals.map(({ leaseToken }) => leaseToken),
      renewals.map(({ team }) => team),
      renewals.map(({ progress }) => (progress ? clampPercent(progress.percent) : null)),
      renewals.map(({ progress }) => cleanOrNull(progress?.currentStep)),
      renewals.map(({ progress }) => cleanOrNull(progress?.message)),
      HOLDS_LEASE,
      LEASE_SECONDS,
    ]);
    return rows.map(toRenewed);
  }

  /** Keeps the newest checkpoint of leases that were just renewed. */
  async saveCheckpoints(checkpoints: readonly Checkpoint[]): Promise<void> {
    if (checkpoints.length === 0) return;
    await this.db.execute(SAVE_CHECKPOINTS, [
      checkpoints.map(({ lease }) => lease.taskId),
      checkpoints.map(({ lease }) => lease.leaseToken),
      checkpoints.map(({ lease, content }) => this.cipher.seal(content, checkpointAad(lease.tenant, lease.taskId))),
      HOLDS_LEASE,
    ]);
  }
}

function toRenewed(row: RenewedRow): Renewed {
  return {
    taskId: row.task_id,
    leaseToken: row.lease_token,
    leaseNo: row.lease_no,
    tenant: row.tenant,
    cancel: row.cancel,
  };
}

function clampPercent(percent: number): number {
  return Math.max(0, Math.min(100, Math.round(percent)));
}

function cleanOrNull(text: string | null | undefined): string | null {
  return typeof text === 'string' ? cleanText(text) : null;
}
