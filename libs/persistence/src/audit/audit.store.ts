import { MicroBatcher } from '../batching/micro-batcher';
import { isDataError } from '../database/classify-error';
import type { Database } from '../database/database';
import { unnamedStatement } from '../database/statement';
import { boundedCount, type Total } from '../query/bounded-count';
import { Conditions } from '../query/conditions';
import type { AuditEntry } from './audit-entry';
import type { AuditQuery, AuditRow } from './audit-row';
import { insertAudit } from './insert-audit';
import { emailKey } from '../user/email-key';
import { COUNT_LOGIN_FAILURES } from './sql/count-login-failures.sql';

export interface LoginFailureQuery {
  readonly email: string;
  readonly ipAddress: string | null;
  readonly withinSeconds: number;
}

const MAX_BATCH = 500;

/** The audit log: appended to, read, never changed. */
export class AuditStore {
  private readonly batcher: MicroBatcher<AuditEntry, undefined>;

  constructor(private readonly db: Database) {
    this.batcher = new MicroBatcher({ run: (batch) => this.insert(batch), maxBatch: MAX_BATCH });
  }

  /** Resolves when the entries are committed; entries that come together share a transaction. */
  async record(entries: readonly AuditEntry[]): Promise<void> {
    await Promise.all(entries.map((entry) => this.batcher.run(entry)));
  }

  /** Resolves when everything recorded so far is committed. */
  drain(): Promise<void> {
    return this.batcher.drain();
  }

  /** Newest first. */
  async list(query: AuditQuery): Promise<Total & { readonly entries: AuditRow[] }> {
    const conditions = conditionsOf(query);
    const total = await boundedCount(this.db, 'audit_log', conditions);
    const text = `
      SELECT audit_id, "timestamp", event_type, outcome, user_id, tenant, email, task_id, agent_id, priority,
             object_type, object_id, host(ip_address) AS ip_address, user_agent, correlation_id, data
        FROM audit_log ${conditions.where}
       ORDER BY "timestamp" DESC, audit_id DESC
       LIMIT ${conditions.parameter(query.limit)} OFFSET ${conditions.parameter(query.offset)}`;
    return { entries: await this.db.query(unnamedStatement<AuditRow>(text), conditions.parameters), ...total };
  }

  /** How often a login to the account failed from the address lately. */
  async loginFailures({ email, ipAddress, withinSeconds }: LoginFailureQuery): Promise<number> {
    const [row] = await this.db.query(COUNT_LOGIN_FAILURES, [emailKey(email), ipAddress, withinSeconds]);
    return row?.count ?? 0;
  }

  private async insert(batch: readonly AuditEntry[]): Promise<undefined[]> {
    try {
      await insertAudit(this.db, batch);
    } catch (error) {
      if (!isDataError(error) || batch.length === 1) throw error;
      // One entry the database refuses must not take the others with it.
      await Promise.allSettled(batch.map((entry) => insertAudit(this.db, [entry])));
    }
    return batch.map(() => undefined);
  }
}

function conditionsOf(query: AuditQuery): Conditions {
  return new Conditions()
    .add(query.tenant, (value) => `tenant = ${value}`)
    .add(query.userId, (value) => `user_id = ${value}::uuid`)
    .add(query.eventType, (value) => `event_type = ${value}`)
    .add(query.outcome, (value) => `outcome = ${value}`)
    .add(query.objectType, (value) => `object_type = ${value}`)
    .add(query.objectId, (value) => `object_id = ${value}`)
    .add(query.taskId, (value) => `task_id = ${value}::uuid`)
    .add(query.since, (value) => `"timestamp" >= ${value}::timestamptz`)
    .add(query.until, (value) => `"timestamp" < ${value}::timestamptz`);
}
