import type { KeyObject } from 'node:crypto';
import type { GatewayConfig } from '@cadre/config';
import type { KeyRing } from '@cadre/crypto';

/** The keys tokens are signed and verified with, and the names that stand in them. */
export interface TokenSettings {
  readonly issuer: string;
  readonly audience: string;
  readonly activeKid: string;
  readonly signingKey: KeyObject;
  /** Public keys by kid; retired ones stay until their last token has expired. */
  readonly verificationKeys: ReadonlyMap<string, KeyObject>;
}

export const TOKEN_SETTINGS = Symbol('TOKEN_SETTINGS');

export const ACCESS_TOKEN_SECONDS = 3_600;
export const TOKEN_ALGORITHM = 'RS256';
/** RFC 9068; keeps other signed things from passing as an access token. */
export const ACCESS_TOKEN_TYPE = 'at+jwt';

/** The settings as the configuration and the keys file give them. */
export function tokenSettings(config: Pick<GatewayConfig, 'jwtIssuer' | 'jwtAudience'>, keys: KeyRing): TokenSettings {
  const { kid, privateKey } = keys.activeJwtKey;
  return {
    issuer: config.jwtIssuer,
    audience: config.jwtAudience,
    activeKid: kid,
    signingKey: privateKey,
    verificationKeys: new Map(keys.jwtKeyIds.map((id) => [id, keys.jwtKey(id).publicKey])),
  };
}
