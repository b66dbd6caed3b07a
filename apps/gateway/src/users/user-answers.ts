import type { UserRow } from '@cadre/persistence';
import { ROLES, type Role } from '../http/principal';
import { PageAnswer } from '../http/page-answer';
import { Shown, ShownId, ShownTime } from '../http/shown';

/** An account, without its secrets. */
export class UserItem {
  @ShownId()
  user_id!: string;

  @Shown({ type: 'string', format: 'email' })
  email!: string;

  @Shown({ type: 'string', enum: ROLES })
  role!: Role;

  @Shown({ type: 'string' })
  tenant!: string;

  @Shown({ type: 'boolean' })
  disabled!: boolean;

  @ShownTime()
  created_at!: Date;

  @ShownTime({ nullable: true })
  last_login_at!: Date | null;
}

/** GET /users */
export class UserPage extends PageAnswer {
  @Shown({ type: [UserItem] })
  users!: UserItem[];
}

export function userItem(row: UserRow): UserItem {
  const { user_id, email, role, tenant, created_at, last_login_at } = row;
  return { user_id, email, role, tenant, disabled: row.disabled_at !== null, created_at, last_login_at };
}
