import { statement } from '../../database/statement';
import { USER_COLUMNS, type UserRow } from '../user-row';

/**
 * Changes the role; tokens issued before are worthless from then on.
 *
 * $1 uuid user · $2 text role
 */
export const SET_ROLE = statement<[string, string], UserRow>(
  'user_set_role',
  `
UPDATE users
   SET role = $2, token_version = token_version + 1
 WHERE user_id = $1
RETURNING ${USER_COLUMNS}`,
);

/** The same password under newer parameters: no session ends. $1 uuid user · $2 text password hash */
export const RENEW_PASSWORD_HASH = statement<[string, string]>(
  'user_renew_password_hash',
  `UPDATE users SET password_hash = $2 WHERE user_id = $1`,
);
