import { cleanText } from '@cadre/domain';
import { AuditEventType, type AuditEntry } from '../audit/audit-entry';
import { insertAudit } from '../audit/insert-audit';
import { SYSTEM_ORIGIN, type Origin } from '../audit/origin';
import { codeOf } from '../database/classify-error';
import type { Database } from '../database/database';
import type { Transaction } from '../database/run-transaction';
import { emailKey } from './email-key';
import { RENEW_PASSWORD_HASH, SET_ROLE } from './sql/change-accounts.sql';
import { LOCK_FIRST_ADMIN, RECORD_LOGIN, SET_DISABLED, SET_PASSWORD } from './sql/change-users.sql';
import { INSERT_USER } from './sql/insert-user.sql';
import { COUNT_USERS, FIND_USER_BY_EMAIL, GET_USER, LIST_USERS } from './sql/read-users.sql';
import { REVOKE_TOKENS_OF_USER } from './sql/revoke-tokens.sql';
import type { NewUser, UserRecord, UserRole, UserRow } from './user-row';

export type CreateUserOutcome =
  | { readonly kind: 'created'; readonly user: UserRow }
  /** The email is taken. */
  | { readonly kind: 'exists' }
  | { readonly kind: 'unknown_tenant' };

const FOREIGN_KEY_VIOLATION = '23503';
const DEFAULT_TENANT = 'default';

/** The people who may log in. */
export class UserStore {
  constructor(private readonly db: Database) {}

  async create(user: NewUser, origin: Origin = SYSTEM_ORIGIN): Promise<CreateUserOutcome> {
    try {
      return await this.db.transaction((tx) => insertUser(tx, user, origin));
    } catch (error) {
      if (codeOf(error) === FOREIGN_KEY_VIOLATION) return { kind: 'unknown_tenant' };
      throw error;
    }
  }

  /** Makes the first admin of an installation; `present` when there is one already. Safe against a second first start. */
  createFirstAdmin(admin: Pick<NewUser, 'userId' | 'email' | 'passwordHash'>): Promise<'created' | 'present'> {
    return this.db.transaction(async (tx) => {
      await tx.execute(LOCK_FIRST_ADMIN, []);
      const [row] = await tx.query(COUNT_USERS, [['admin']]);
      if ((row?.count ?? 0) > 0) return 'present';
      const outcome = await insertUser(tx, { ...admin, role: 'admin', tenant: DEFAULT_TENANT }, SYSTEM_ORIGIN);
      return outcome.kind === 'created' ? 'created' : 'present';
    });
  }

  async findByEmail(email: string): Promise<UserRecord | null> {
    const [row] = await this.db.query(FIND_USER_BY_EMAIL, [emailKey(cleanText(email))]);
    return row ?? null;
  }

  async get(userId: string): Promise<UserRecord | null> {
    const [row] = await this.db.query(GET_USER, [userId]);
    return row ?? null;
  }

  /** In the order they were made. */
  async list({ limit, offset }: { limit: number; offset: number }): Promise<{ users: UserRow[]; total: number }> {
    const users = await this.db.query(LIST_USERS, [limit, offset]);
    const [row] = await this.db.query(COUNT_USERS, [['admin', 'user', 'viewer']]);
    return { users, total: row?.count ?? users.length };
  }

  /** Also ends every session the user has. Null when there is no such user. */
  setDisabled(userId: string, disabled: boolean, origin: Origin): Promise<UserRow | null> {
    const eventType = disabled ? AuditEventType.UserDisabled : AuditEventType.UserEnabled;
    return this.changeCredentials(userId, eventType, origin, (tx) => tx.query(SET_DISABLED, [userId, disabled]));
  }

  /** Also ends every session the user has. Null when there is no such user. */
  setPassword(userId: string, passwordHash: string, origin: Origin): Promise<UserRow | null> {
    return this.changeCredentials(userId, AuditEventType.PasswordChanged, origin, (tx) =>
      tx.query(SET_PASSWORD, [userId, passwordHash]),
    );
  }

  /** Also ends every session the user has. Null when there is no such user. */
  setRole(userId: string, role: UserRole, origin: Origin): Promise<UserRow | null> {
    return this.changeCredentials(userId, AuditEventType.RoleChanged, origin, (tx) =>
      tx.query(SET_ROLE, [userId, role]),
    );
  }

  /** Stores the same password under newer hash parameters; sessions go on. */
  async renewPasswordHash(userId: string, passwordHash: string): Promise<void> {
    await this.db.execute(RENEW_PASSWORD_HASH, [userId, passwordHash]);
  }

  async recordLogin(userId: string): Promise<void> {
    await this.db.execute(RECORD_LOGIN, [userId]);
  }

  private changeCredentials(
    userId: string,
    eventType: AuditEventType,
    origin: Origin,
    change: (tx: Transaction) => Promise<UserRow[]>,
  ): Promise<UserRow | null> {
    return this.db.transaction(async (tx) => {
      const [user] = await change(tx);
      if (!user) return null;
      await tx.execute(REVOKE_TOKENS_OF_USER, [userId]);
      await insertAudit(tx, [userEntry(eventType, user, origin)]);
      return user;
    });
  }
}

async function insertUser(tx: Transaction, user: NewUser, origin: Origin): Promise<CreateUserOutcome> {
  const email = cleanText(user.email).trim();
  const params = [user.userId, email, emailKey(email), user.passwordHash, user.role, user.tenant] as const;
  const [created] = await tx.query(INSERT_USER, [...params]);
  if (!created) return { kind: 'exists' };
  await insertAudit(tx, [userEntry(AuditEventType.UserCreated, created, origin)]);
  return { kind: 'created', user: created };
}

function userEntry(eventType: AuditEventType, user: UserRow, origin: Origin): AuditEntry {
  return {
    eventType,
    origin,
    objectType: 'user',
    objectId: user.user_id,
    data: { role: user.role, tenant: user.tenant },
  };
}
