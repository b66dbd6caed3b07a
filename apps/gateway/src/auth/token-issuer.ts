import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { uuidv7 } from '@cadre/crypto';
import type { Role } from '../http/principal';
import {
  ACCESS_TOKEN_SECONDS,
  ACCESS_TOKEN_TYPE,
  TOKEN_ALGORITHM,
  TOKEN_SETTINGS,
  type TokenSettings,
} from './token-settings';

/** Whom a token is for. */
export interface TokenSubject {
  readonly user_id: string;
  readonly role: Role;
  readonly tenant: string;
  readonly token_version: number;
}

const REFRESH_TOKEN_BYTES = 32;

/** Makes access tokens, and the opaque texts that serve as refresh tokens. */
@Injectable()
export class TokenIssuer {
  private readonly jwt: JwtService;

  constructor(@Inject(TOKEN_SETTINGS) { signingKey, activeKid, issuer, audience }: TokenSettings) {
    this.jwt = new JwtService({
      privateKey: signingKey,
      signOptions: {
        algorithm: TOKEN_ALGORITHM,
        header: { alg: TOKEN_ALGORITHM, typ: ACCESS_TOKEN_TYPE, kid: activeKid },
        issuer,
        audience,
        expiresIn: ACCESS_TOKEN_SECONDS,
      },
    });
  }

  accessToken(subject: TokenSubject, sessionId: string): Promise<string> {
    const { role, tenant, token_version } = subject;
    const claims = { jti: uuidv7(), role, tenant, sid: sessionId, ver: token_version };
    return this.jwt.signAsync(claims, { subject: subject.user_id });
  }

  refreshToken(): string {
    return randomBytes(REFRESH_TOKEN_BYTES).toString('base64url');
  }
}
