import { statement } from '../../database/statement';
import { USER_COLUMNS, type UserRow } from '../user-row';

/**
 * Disables or enables; tokens issued before are worthless from then on.
 *
 * $1 uuid user · $2 boolean disabled
 */
export const SET_DISABLED = statement<[string, boolean], UserRow>(
  'user_set_disabled',
  `
UPDATE users
   SET disabled_at = CASE WHEN $2 THEN coalesce(disabled_at, now()) END, token_version = token_version + 1
 WHERE user_id = $1
RETURNING ${USER_COLUMNS}`,
);

/** $1 uuid user · $2 text password hash */
export const SET_PASSWORD = statement<[string, string], UserRow>(
  'user_set_password',
  `
UPDATE users
   SET password_hash = $2, token_version = token_version + 1
 WHERE user_id = $1
RETURNING ${USER_COLUMNS}`,
);

/** $1 uuid  user */
export const RECORD_LOGIN = statement<[string]>(
  'user_record_login',
  `UPDATE users SET last_login_at = now() WHERE user_id = $1`,
);

/** Held to the end of the transaction: two first starts make one admin. */
export const LOCK_FIRST_ADMIN = statement<[]>(
  'user_lock_first_admin',
  `SELECT pg_advisory_xact_lock(hashtext('cadre.first-admin'))`,
);
