import { createKeyedHash, type KeyRing } from '@cadre/crypto';

const OUR_DATABASE = 'cadre';
const LONGEST_NAME = 63;

export interface RoleLogin {
  readonly role: string;
  readonly password: string;
}

/**
 * The address of a database for a role of our own. The password follows from the keys file, so that everybody who shares
 * database and keys agrees on it without telling each other. Roles belong to the whole server: another installation in
 * another database of it has another one.
 */
export function withOwnRole(databaseUrl: string, prefix: string, ring: KeyRing): string {
  const url = new URL(databaseUrl);
  const database = decodeURIComponent(url.pathname.slice(1));
  const role = database === OUR_DATABASE ? prefix : `${prefix}_${database}`.slice(0, LONGEST_NAME);
  url.username = encodeURIComponent(role);
  url.password = encodeURIComponent(createKeyedHash(ring)(`password of the ${purposeOf(prefix)} role`, role));
  return url.href;
}

/** Who logs in with an address. */
export function loginOf(url: string): RoleLogin {
  const { username, password } = new URL(url);
  return { role: decodeURIComponent(username), password: decodeURIComponent(password) };
}

function purposeOf(prefix: string): string {
  return prefix.replace('cadre_', '');
}
