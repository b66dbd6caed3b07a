import { Injectable } from '@nestjs/common';
import { ProblemCode } from '@cadre/contracts';
import { type Origin, type UserRow, UserStore } from '@cadre/persistence';
import { Sessions } from '../auth/session.port';
import { invalidFields, ProblemError } from '../http/problem.error';
import { type UserItem, userItem } from './user-answers';
import type { ChangeUserBody } from './user-input';

/** An admin disables, enables or changes the role of an account. Its tokens are refused from then on. */
@Injectable()
export class ChangeUser {
  constructor(
    private readonly users: UserStore,
    private readonly sessions: Sessions,
  ) {}

  async change(userId: string, { disabled, role }: ChangeUserBody, origin: Origin): Promise<UserItem> {
    if (disabled === undefined && role === undefined) {
      throw invalidFields({ path: '', message: 'name at least one of disabled, role' });
    }
    this.refuseOnOneself(userId, origin);
    let user: UserRow | null = null;
    if (role !== undefined) user = found(await this.users.setRole(userId, role, origin));
    if (disabled !== undefined) user = found(await this.users.setDisabled(userId, disabled, origin));
    this.sessions.accountChanged(userId);
    return userItem(found(user));
  }

  /** Otherwise the last admin could lock everybody out. */
  private refuseOnOneself(userId: string, origin: Origin): void {
    if (userId !== origin.userId) return;
    throw new ProblemError(ProblemCode.Forbidden, 'Nobody changes the own role or disables the own account.');
  }
}

function found(user: UserRow | null): UserRow {
  if (user === null) throw new ProblemError(ProblemCode.UserNotFound, 'There is no such user.');
  return user;
}
