import { Injectable } from '@nestjs/common';
import { uuidv7 } from '@cadre/crypto';
import { RefreshTokenStore } from '@cadre/persistence';
import type { TokenAnswer } from './auth-answers';
import { TokenIssuer, type TokenSubject } from './token-issuer';
import { ACCESS_TOKEN_SECONDS } from './token-settings';

/** A refresh token nobody uses for so long is worthless. */
export const REFRESH_TOKEN_SECONDS = 7 * 24 * 3_600;

/** An account a session can be opened for. */
export type SessionUser = TokenSubject & { readonly email: string };

/** Opens a session: an access token and the first refresh token of a new family. */
@Injectable()
export class SessionOpener {
  constructor(
    private readonly issuer: TokenIssuer,
    private readonly refreshTokens: RefreshTokenStore,
  ) {}

  async open(user: SessionUser): Promise<TokenAnswer> {
    const familyId = uuidv7();
    const token = this.issuer.refreshToken();
    await this.refreshTokens.issue({ token, familyId, userId: user.user_id, ttlSeconds: REFRESH_TOKEN_SECONDS });
    return this.answer(user, familyId, token);
  }

  /** The answer of a login or refresh. */
  async answer(user: SessionUser, familyId: string, refreshToken: string): Promise<TokenAnswer> {
    const { user_id, email, role, tenant } = user;
    return {
      access_token: await this.issuer.accessToken(user, familyId),
      token_type: 'Bearer',
      expires_in: ACCESS_TOKEN_SECONDS,
      refresh_token: refreshToken,
      user: { user_id, email, role, tenant },
    };
  }
}
