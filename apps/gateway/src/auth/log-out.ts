import { Injectable } from '@nestjs/common';
import { AuditEventType, type Origin, RefreshTokenStore, SessionStore } from '@cadre/persistence';
import { AuditTrail } from '../audit/audit.port';
import type { Principal } from '../http/principal';
import { Sessions } from './session.port';

/** Ends the session the caller's access token belongs to: neither of its tokens is accepted any more. */
@Injectable()
export class LogOut {
  constructor(
    private readonly store: SessionStore,
    private readonly refreshTokens: RefreshTokenStore,
    private readonly sessions: Sessions,
    private readonly audit: AuditTrail,
  ) {}

  async logOut(principal: Principal, refreshToken: string | undefined, origin: Origin): Promise<void> {
    await this.store.end(principal.sessionId);
    // Usually of the same session; a client that mixed two up means both to end.
    if (refreshToken !== undefined) await this.refreshTokens.revoke(refreshToken);
    this.sessions.accountChanged(principal.userId);
    this.audit.note({ eventType: AuditEventType.LoggedOut, outcome: 'ok', origin });
  }
}
