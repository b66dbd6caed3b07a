import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { AccessClaims } from './access-claims';

const MAX_TOKENS = 5_000;

/** Tokens whose signature was verified before: the same token is sent with every request of a client. */
@Injectable()
export class TokenCache {
  private readonly verified = new LRUCache<string, AccessClaims>({ max: MAX_TOKENS });

  /** The claims of a token seen before and not expired since. */
  get(token: string): AccessClaims | undefined {
    const claims = this.verified.get(token);
    if (claims === undefined || claims.exp * 1_000 > Date.now()) return claims;
    this.verified.delete(token);
    return undefined;
  }

  remember(token: string, claims: AccessClaims): void {
    this.verified.set(token, claims);
  }
}
