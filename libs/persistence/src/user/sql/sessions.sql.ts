import { statement } from '../../database/statement';
import { USER_COLUMNS, type UserRow } from '../user-row';

export interface SessionStateRow extends UserRow {
  /** Logged out, or revoked because a refresh token was used twice. */
  readonly session_ended: boolean;
}

/**
 * An account, and whether one of its sessions is over: no token of the family is left that is not revoked.
 *
 * $1 uuid user · $2 uuid family
 */
export const GET_SESSION_STATE = statement<[string, string], SessionStateRow>(
  'session_state',
  `
SELECT ${USER_COLUMNS},
       NOT EXISTS (SELECT 1 FROM refresh_tokens AS token
                    WHERE token.family_id = $2 AND token.user_id = users.user_id AND token.revoked_at IS NULL)
         AS session_ended
  FROM users
 WHERE users.user_id = $1`,
);
