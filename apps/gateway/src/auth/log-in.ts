import { Injectable, Logger } from '@nestjs/common';
import { ProblemCode } from '@cadre/contracts';
import { PasswordHasher } from '@cadre/crypto';
import { type Origin, UserStore } from '@cadre/persistence';
import { ProblemError } from '../http/problem.error';
import type { TokenAnswer } from './auth-answers';
import type { LoginBody } from './auth-input';
import { LoginGate } from './login-gate';
import { SessionOpener } from './session-opener';

/** Email and password against the stored account. */
@Injectable()
export class LogIn {
  private readonly logger = new Logger('auth');

  constructor(
    private readonly users: UserStore,
    private readonly hasher: PasswordHasher,
    private readonly gate: LoginGate,
    private readonly sessions: SessionOpener,
  ) {}

  /** Throws INVALID_CREDENTIALS (which of the two was wrong is told to nobody) or LOGIN_LOCKED. */
  logIn({ email, password }: LoginBody, origin: Origin): Promise<TokenAnswer> {
    return this.gate.guard(email, origin, async () => {
      const user = await this.users.findByEmail(email);
      // The same work for an unknown account as for a known one.
      const { matches, outdated } = await this.hasher.verify(password, user?.password_hash ?? null);
      if (user === null || !matches || user.disabled_at !== null) throw invalidCredentials();
      if (outdated) await this.renewHash(user.user_id, password);
      await this.users.recordLogin(user.user_id);
      return this.sessions.open(user);
    });
  }

  /** The parameters were raised since the password was set. A failure here must not refuse a right login. */
  private async renewHash(userId: string, password: string): Promise<void> {
    try {
      await this.users.renewPasswordHash(userId, await this.hasher.hash(password));
    } catch (err) {
      this.logger.warn({ err }, 'password hash not renewed');
    }
  }
}

export function invalidCredentials(): ProblemError {
  return new ProblemError(ProblemCode.InvalidCredentials, 'The email or the password is wrong.');
}
