import { uuidv7 } from '@cadre/crypto';
import { cleanJson } from '@cadre/domain';
import type { Queryable } from '../database/statement';
import type { AuditEntry } from './audit-entry';
import { auditText, ORIGIN_COLUMNS } from './origin-columns';
import { INSERT_AUDIT } from './sql/insert-audit.sql';

/** Appends entries within the caller's transaction (or on its own, given the pool). */
export async function insertAudit(db: Queryable, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const column = (value: (entry: AuditEntry) => string | null | undefined): (string | null)[] =>
    entries.map((entry) => auditText(value(entry)));
  const origin = (name: keyof typeof ORIGIN_COLUMNS): (string | null)[] =>
    entries.map((entry) => ORIGIN_COLUMNS[name](entry.origin));
  await db.execute(INSERT_AUDIT, [
    entries.map(() => uuidv7()),
    column((entry) => entry.eventType),
    column((entry) => entry.outcome ?? 'ok'),
    origin('userId'),
    origin('tenant'),
    origin('email'),
    column((entry) => entry.taskId),
    column((entry) => entry.agentId),
    column((entry) => entry.priority),
    column((entry) => entry.objectType),
    column((entry) => entry.objectId),
    origin('ipAddress'),
    origin('userAgent'),
    origin('correlationId'),
    entries.map((entry) => (entry.data ? JSON.stringify(cleanJson(entry.data)) : null)),
  ]);
}
