import { isIP } from 'node:net';
import { cleanText } from '@cadre/domain';
import { emailKey } from '../user/email-key';
import type { Origin } from './origin';

/** Callers' texts end here; what is longer says nothing more. */
const LONGEST_TEXT = 500;

/** What the columns of the audit log hold of where something came from. */
export const ORIGIN_COLUMNS = {
  userId: ({ userId }: Origin) => userId,
  tenant: ({ tenant }: Origin) => auditText(tenant),
  email: ({ email }: Origin) => auditText(email === null ? null : emailKey(email)),
  ipAddress: ({ ipAddress }: Origin) => address(ipAddress),
  userAgent: ({ userAgent }: Origin) => auditText(userAgent),
  correlationId: ({ correlationId }: Origin) => auditText(correlationId),
} as const;

/** As the audit log keeps a text: without what the database refuses, and not endless. */
export function auditText(value: string | null | undefined): string | null {
  return value === null || value === undefined ? null : cleanText(value.slice(0, LONGEST_TEXT));
}

/** An address the database would refuse is left out rather than losing the whole entry. */
function address(value: string | null): string | null {
  return value !== null && isIP(value) !== 0 && !value.includes('%') ? value : null;
}
