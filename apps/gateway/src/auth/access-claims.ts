import { isUUID } from 'class-validator';
import { ROLES, type Role } from '../http/principal';

/** What an access token says. */
export interface AccessClaims {
  readonly sub: string;
  readonly jti: string;
  readonly role: Role;
  readonly tenant: string;
  /** The login the token comes from: the family of its refresh tokens. */
  readonly sid: string;
  /** The account's token_version at the time of issue. */
  readonly ver: number;
  /** Seconds since 1970. */
  readonly exp: number;
}

/** The claims of a verified token, or null when one is missing or of the wrong kind. */
export function readAccessClaims(payload: unknown): AccessClaims | null {
  if (typeof payload !== 'object' || payload === null) return null;
  const { sub, jti, role, tenant, sid, ver, exp } = payload as Record<string, unknown>;
  if (!isId(sub) || !isId(sid) || !isText(jti) || !isText(tenant)) return null;
  if (typeof ver !== 'number' || typeof exp !== 'number' || !isRole(role)) return null;
  return { sub, jti, role, tenant, sid, ver, exp };
}

function isId(value: unknown): value is string {
  return isUUID(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isRole(value: unknown): value is Role {
  return (ROLES as readonly unknown[]).includes(value);
}
