import { statement } from '../../database/statement';
import { USER_COLUMNS, type UserRow } from '../user-row';

/** $1 text hash · $2 uuid family · $3 uuid user · $4 float8 seconds to live */
export const INSERT_REFRESH_TOKEN = statement<[string, string, string, number]>(
  'refresh_insert',
  `
INSERT INTO refresh_tokens (token_hash, family_id, user_id, expires_at)
VALUES ($1, $2, $3, now() + make_interval(secs => $4::float8))`,
);

export interface LockedTokenRow extends UserRow {
  readonly family_id: string;
  readonly successor_sealed: string | null;
  readonly revoked: boolean;
  readonly expired: boolean;
  /** Null while it was never used. */
  readonly seconds_since_rotation: number | null;
}

/**
 * The token with its user, its row locked: parallel uses of it take turns. The clock is read after the lock was got.
 *
 * $1 text  hash
 */
export const LOCK_REFRESH_TOKEN = statement<[string], LockedTokenRow>(
  'refresh_lock',
  `
WITH locked AS MATERIALIZED (SELECT * FROM refresh_tokens WHERE token_hash = $1 FOR UPDATE)
SELECT ${USER_COLUMNS}, token.family_id, token.successor_sealed, token.revoked_at IS NOT NULL AS revoked,
       token.expires_at <= clock_timestamp() AS expired,
       extract(epoch FROM clock_timestamp() - token.rotated_at)::float8 AS seconds_since_rotation
  FROM locked AS token
  JOIN users USING (user_id)`,
);

/** $1 text hash · $2 text the successor, sealed */
export const MARK_ROTATED = statement<[string, string]>(
  'refresh_mark_rotated',
  `UPDATE refresh_tokens SET rotated_at = clock_timestamp(), successor_sealed = $2 WHERE token_hash = $1`,
);
