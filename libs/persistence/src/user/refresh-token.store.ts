import type { KeyedHash, PayloadAad, PayloadCipher } from '@cadre/crypto';
import type { Database } from '../database/database';
import type { Transaction } from '../database/run-transaction';
import { judgeRefresh, type RefreshVerdict } from './judge-refresh';
import { INSERT_REFRESH_TOKEN, LOCK_REFRESH_TOKEN, MARK_ROTATED, type LockedTokenRow } from './sql/refresh-tokens.sql';
import { REVOKE_FAMILY, REVOKE_TOKENS_OF_USER } from './sql/revoke-tokens.sql';
import type { UserRow } from './user-row';

export interface NewRefreshToken {
  /** The opaque token itself; only its hash is kept. */
  readonly token: string;
  readonly familyId: string;
  readonly userId: string;
  readonly ttlSeconds: number;
}

export interface Rotation {
  readonly token: string;
  /** What the token is replaced with, unless it has a successor already. */
  readonly successor: string;
  readonly ttlSeconds: number;
  /** How long the same token gets the same successor again. Default 20. */
  readonly graceSeconds?: number;
}

export type RotationOutcome =
  | {
      readonly kind: 'rotated';
      readonly user: UserRow;
      readonly familyId: string;
      /** The successor to hand out. */
      readonly token: string;
      /** False when another request with the same token was faster and this is its successor. */
      readonly fresh: boolean;
    }
  /** Used before, and not just now: somebody has a copy. The whole family is revoked. */
  | { readonly kind: 'reused'; readonly userId: string; readonly familyId: string }
  | { readonly kind: 'unknown' | 'expired' | 'revoked' | 'disabled' };

const GRACE_SECONDS = 20;
const HASH_PURPOSE = 'refresh-token';

/** Refresh tokens: each is used once, for exactly one successor. */
export class RefreshTokenStore {
  constructor(
    private readonly db: Database,
    private readonly cipher: PayloadCipher,
    private readonly keyedHash: KeyedHash,
  ) {}

  async issue({ token, familyId, userId, ttlSeconds }: NewRefreshToken): Promise<void> {
    await this.db.execute(INSERT_REFRESH_TOKEN, [this.hash(token), familyId, userId, ttlSeconds]);
  }

  /** Replaces a token by its successor; parallel calls with one token get the same successor. */
  rotate(rotation: Rotation): Promise<RotationOutcome> {
    return this.db.transaction(async (tx) => {
      const [row] = await tx.query(LOCK_REFRESH_TOKEN, [this.hash(rotation.token)]);
      const verdict = judgeRefresh(row, rotation.graceSeconds ?? GRACE_SECONDS);
      return row ? this.act(tx, rotation, row, verdict) : { kind: 'unknown' };
    });
  }

  /** Ends the session the token belongs to. Null when the token is unknown. */
  revoke(token: string): Promise<{ readonly userId: string } | null> {
    return this.db.transaction(async (tx) => {
      const [row] = await tx.query(LOCK_REFRESH_TOKEN, [this.hash(token)]);
      if (!row) return null;
      await tx.execute(REVOKE_FAMILY, [row.family_id]);
      return { userId: row.user_id };
    });
  }

  async revokeAllOf(userId: string): Promise<void> {
    await this.db.execute(REVOKE_TOKENS_OF_USER, [userId]);
  }

  private async act(
    tx: Transaction,
    rotation: Rotation,
    row: LockedTokenRow,
    verdict: RefreshVerdict,
  ): Promise<RotationOutcome> {
    switch (verdict) {
      case 'rotate':
        return this.replace(tx, rotation, row);
      case 'repeat':
        return rotated(row, this.openSuccessor(rotation.token, row), false);
      case 'reused':
        await tx.execute(REVOKE_FAMILY, [row.family_id]);
        return { kind: 'reused', userId: row.user_id, familyId: row.family_id };
      case 'unknown':
      case 'expired':
      case 'revoked':
      case 'disabled':
        return { kind: verdict };
    }
  }

  private async replace(tx: Transaction, rotation: Rotation, row: LockedTokenRow): Promise<RotationOutcome> {
    const { token, successor, ttlSeconds } = rotation;
    await tx.execute(INSERT_REFRESH_TOKEN, [this.hash(successor), row.family_id, row.user_id, ttlSeconds]);
    const hash = this.hash(token);
    await tx.execute(MARK_ROTATED, [hash, this.cipher.seal(successor, successorAad(row.tenant, hash))]);
    return rotated(row, successor, true);
  }

  private openSuccessor(token: string, row: LockedTokenRow): string {
    return this.cipher.open(row.successor_sealed ?? '', successorAad(row.tenant, this.hash(token))).toString();
  }

  private hash(token: string): string {
    return this.keyedHash(HASH_PURPOSE, token);
  }
}

function rotated(row: LockedTokenRow, token: string, fresh: boolean): RotationOutcome {
  return { kind: 'rotated', user: userOf(row), familyId: row.family_id, token, fresh };
}

function userOf(row: LockedTokenRow): UserRow {
  const { user_id, email, role, tenant, token_version, disabled_at, created_at, last_login_at } = row;
  return { user_id, email, role, tenant, token_version, disabled_at, created_at, last_login_at };
}

function successorAad(tenant: string, tokenHash: string): PayloadAad {
  return { tenant, table: 'refresh_tokens', rowId: tokenHash, column: 'successor_sealed' };
}
