export type UserRole = 'admin' | 'user' | 'viewer';

/** A user as shown to admins. */
export interface UserRow {
  readonly user_id: string;
  readonly email: string;
  readonly role: UserRole;
  readonly tenant: string;
  /** Raised when every token issued so far has to be worthless. */
  readonly token_version: number;
  readonly disabled_at: Date | null;
  readonly created_at: Date;
  readonly last_login_at: Date | null;
}

/** A user with what a login needs. */
export interface UserRecord extends UserRow {
  readonly password_hash: string;
}

export interface NewUser {
  readonly userId: string;
  readonly email: string;
  readonly passwordHash: string;
  readonly role: UserRole;
  readonly tenant: string;
}

/** The columns of a UserRow, out of `users`. */
export const USER_COLUMNS = `
  users.user_id, users.email, users.role, users.tenant, users.token_version, users.disabled_at, users.created_at,
  users.last_login_at`;
