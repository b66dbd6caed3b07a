import { Injectable } from '@nestjs/common';
import { SessionStore } from '@cadre/persistence';
import type { LoginState, LoginStates } from './login-state.port';

/** Reads account and session in one statement. */
@Injectable()
export class StoredLoginStates implements LoginStates {
  constructor(private readonly sessions: SessionStore) {}

  async find(userId: string, sessionId: string): Promise<LoginState | null> {
    const row = await this.sessions.state(userId, sessionId);
    if (row === null) return null;
    return {
      userId: row.user_id,
      email: row.email,
      role: row.role,
      tenant: row.tenant,
      tokenVersion: row.token_version,
      disabled: row.disabled_at !== null,
      ended: row.session_ended,
    };
  }
}
