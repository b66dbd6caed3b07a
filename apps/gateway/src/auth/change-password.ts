import { Injectable } from '@nestjs/common';
import { PasswordHasher } from '@cadre/crypto';
import { type Origin, UserStore } from '@cadre/persistence';
import type { Principal } from '../http/principal';
import { requireStrongPassword } from '../http/require-strong-password';
import type { TokenAnswer } from './auth-answers';
import type { ChangePasswordBody } from './auth-input';
import { invalidCredentials } from './log-in';
import { LoginGate } from './login-gate';
import { SessionOpener } from './session-opener';
import { Sessions } from './session.port';

/** A person changes the own password: every session of the account ends, and a new one is opened for the caller. */
@Injectable()
export class ChangePassword {
  constructor(
    private readonly users: UserStore,
    private readonly hasher: PasswordHasher,
    private readonly gate: LoginGate,
    private readonly opener: SessionOpener,
    private readonly sessions: Sessions,
  ) {}

  async change(principal: Principal, body: ChangePasswordBody, origin: Origin): Promise<TokenAnswer> {
    requireStrongPassword(body.new_password, principal.email, '/new_password');
    await this.gate.guard(principal.email, origin, () => this.requireCurrent(principal.email, body.current_password));
    await this.users.setPassword(principal.userId, await this.hasher.hash(body.new_password), origin);
    this.sessions.accountChanged(principal.userId);
    const user = await this.users.get(principal.userId);
    if (user === null) throw invalidCredentials();
    return this.opener.open(user);
  }

  private async requireCurrent(email: string, password: string): Promise<void> {
    const user = await this.users.findByEmail(email);
    const { matches } = await this.hasher.verify(password, user?.password_hash ?? null);
    if (!matches) throw invalidCredentials();
  }
}
