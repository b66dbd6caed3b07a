import { Injectable } from '@nestjs/common';
import { ProblemCode } from '@cadre/contracts';
import { AuditEventType, type Origin, RefreshTokenStore } from '@cadre/persistence';
import { AuditTrail } from '../audit/audit.port';
import { ProblemError } from '../http/problem.error';
import type { TokenAnswer } from './auth-answers';
import { REFRESH_TOKEN_SECONDS, SessionOpener } from './session-opener';
import { Sessions } from './session.port';
import { TokenIssuer } from './token-issuer';

/** The same token again within this time is a parallel tab or a lost answer: it gets the same successor. */
const REUSE_GRACE_SECONDS = 20;

/** Exchanges a refresh token for the next one and a fresh access token. */
@Injectable()
export class RefreshSession {
  constructor(
    private readonly tokens: RefreshTokenStore,
    private readonly issuer: TokenIssuer,
    private readonly opener: SessionOpener,
    private readonly sessions: Sessions,
    private readonly audit: AuditTrail,
  ) {}

  /** Throws REFRESH_REUSED (the whole family is revoked), TOKEN_EXPIRED or TOKEN_INVALID. */
  async refresh(refreshToken: string, origin: Origin): Promise<TokenAnswer> {
    const outcome = await this.tokens.rotate({
      token: refreshToken,
      successor: this.issuer.refreshToken(),
      ttlSeconds: REFRESH_TOKEN_SECONDS,
      graceSeconds: REUSE_GRACE_SECONDS,
    });
    switch (outcome.kind) {
      case 'rotated':
        return this.opener.answer(outcome.user, outcome.familyId, outcome.token);
      case 'reused':
        throw this.reused(outcome.userId, origin);
      case 'expired':
        throw new ProblemError(ProblemCode.TokenExpired, 'The refresh token has expired; log in again.');
      case 'unknown':
      case 'revoked':
      case 'disabled':
        throw new ProblemError(ProblemCode.TokenInvalid, 'The refresh token is not valid; log in again.');
    }
  }

  private reused(userId: string, origin: Origin): ProblemError {
    this.sessions.accountChanged(userId);
    this.audit.note({ eventType: AuditEventType.RefreshReused, outcome: 'denied', origin: { ...origin, userId } });
    return new ProblemError(
      ProblemCode.RefreshReused,
      'The refresh token was used before; the session is ended. Log in again.',
    );
  }
}
