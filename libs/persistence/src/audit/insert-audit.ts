import { isIP } from 'node:net';
import { uuidv7 } from '@cadre/crypto';
import { cleanJson, cleanText } from '@cadre/domain';
import type { Queryable } from '../database/statement';
import { emailKey } from '../user/email-key';
import type { AuditEntry } from './audit-entry';
import { INSERT_AUDIT } from './sql/insert-audit.sql';

/** Callers' texts end here; what is longer says nothing more. */
const LONGEST_TEXT = 500;

/** Appends entries within the caller's transaction (or on its own, given the pool). */
export async function insertAudit(db: Queryable, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const column = (value: (entry: AuditEntry) => string | null | undefined): (string | null)[] =>
    entries.map((entry) => text(value(entry)));
  await db.execute(INSERT_AUDIT, [
    entries.map(() => uuidv7()),
    column((entry) => entry.eventType),
    column((entry) => entry.outcome ?? 'ok'),
    column((entry) => entry.origin.userId),
    column((entry) => entry.origin.tenant),
    column((entry) => (entry.origin.email === null ? null : emailKey(entry.origin.email))),
    column((entry) => entry.taskId),
    column((entry) => entry.agentId),
    column((entry) => entry.priority),
    column((entry) => entry.objectType),
    column((entry) => entry.objectId),
    column((entry) => address(entry.origin.ipAddress)),
    column((entry) => entry.origin.userAgent),
    column((entry) => entry.origin.correlationId),
    entries.map((entry) => (entry.data ? JSON.stringify(cleanJson(entry.data)) : null)),
  ]);
}

function text(value: string | null | undefined): string | null {
  return value === null || value === undefined ? null : cleanText(value.slice(0, LONGEST_TEXT));
}

/** An address the database would refuse is left out rather than losing the whole entry. */
function address(value: string | null): string | null {
  return value !== null && isIP(value) !== 0 && !value.includes('%') ? value : null;
}
