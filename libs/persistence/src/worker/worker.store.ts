import { AuditEventType } from '../audit/audit-entry';
import { insertAudit } from '../audit/insert-audit';
import type { Origin } from '../audit/origin';
import type { Database } from '../database/database';
import { READ_WORKERS, REQUEST_DRAIN } from './sql/workers.sql';
import type { WorkerRow } from './worker-row';

/** The worker processes that have been heard of lately. */
export class WorkerStore {
  constructor(private readonly db: Database) {}

  list({ team }: { readonly team?: string } = {}): Promise<WorkerRow[]> {
    return this.db.query(READ_WORKERS, [null, team ?? null]);
  }

  async get(workerId: string): Promise<WorkerRow | null> {
    const [row] = await this.db.query(READ_WORKERS, [workerId, null]);
    return row ?? null;
  }

  /** Asks a worker to finish and leave. Null when it is not there. */
  requestDrain(workerId: string, origin: Origin): Promise<WorkerRow | null> {
    return this.db.transaction(async (tx) => {
      const [asked] = await tx.query(REQUEST_DRAIN, [workerId]);
      if (!asked) return null;
      const entry = { eventType: AuditEventType.WorkerDrained, origin, objectType: 'worker', objectId: workerId };
      await insertAudit(tx, [entry]);
      const [row] = await tx.query(READ_WORKERS, [workerId, null]);
      return row ?? null;
    });
  }
}
