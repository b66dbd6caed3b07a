import { AuditEventType } from '../audit/audit-entry';
import { insertAudit } from '../audit/insert-audit';
import type { Origin } from '../audit/origin';
import type { Database } from '../database/database';
import { INSERT_TENANT } from './sql/tenants.sql';

/** Tenants: what users belong to, and what is isolated from each other. */
export class TenantStore {
  constructor(private readonly db: Database) {}

  /** Makes the tenant unless it exists. */
  ensure(tenant: string, origin: Origin): Promise<'created' | 'present'> {
    return this.db.transaction(async (tx) => {
      const created = await tx.query(INSERT_TENANT, [tenant]);
      if (created.length === 0) return 'present';
      const entry = { eventType: AuditEventType.TenantCreated, origin, objectType: 'tenant', objectId: tenant };
      await insertAudit(tx, [entry]);
      return 'created';
    });
  }
}
