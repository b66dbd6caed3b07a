import { Inject, Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { ExtractJwt, type SecretOrKeyProvider, Strategy } from 'passport-jwt';
import { type AccessClaims, readAccessClaims } from './access-claims';
import { keyIdOf } from './token-header';
import { TOKEN_ALGORITHM, TOKEN_SETTINGS, type TokenSettings } from './token-settings';

export const ACCESS_TOKEN_STRATEGY = 'access-token';

/** Why a token was refused although its signature may be right. */
export class TokenRefusedError extends Error {
  override readonly name = 'TokenRefusedError';
}

/** Verifies the signature and the standard claims of the bearer token. */
@Injectable()
export class AccessTokenStrategy extends PassportStrategy(Strategy, ACCESS_TOKEN_STRATEGY) {
  constructor(@Inject(TOKEN_SETTINGS) settings: TokenSettings) {
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKeyProvider: keyProvider(settings),
      algorithms: [TOKEN_ALGORITHM],
      issuer: settings.issuer,
      audience: settings.audience,
      ignoreExpiration: false,
    });
  }

  validate(payload: unknown): AccessClaims {
    const claims = readAccessClaims(payload);
    if (claims === null) throw new TokenRefusedError('a claim is missing');
    return claims;
  }
}

function keyProvider({ verificationKeys }: TokenSettings): SecretOrKeyProvider {
  return (_request, token: string, done) => {
    const kid = keyIdOf(token);
    const key = kid === null ? undefined : verificationKeys.get(kid);
    // passport-jwt hands the key on to jsonwebtoken, which takes KeyObjects; its types say string or Buffer.
    if (key) done(null, key as unknown as Buffer);
    else done(new TokenRefusedError('unknown header or key'));
  };
}
