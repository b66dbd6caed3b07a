import { statement } from '../../database/statement';
import { USER_COLUMNS, type UserRow } from '../user-row';

/**
 * Adds a user unless the email is taken.
 *
 * $1 uuid user · $2 text email · $3 text its key · $4 text password hash · $5 text role · $6 text tenant
 */
export const INSERT_USER = statement<[string, string, string, string, string, string], UserRow>(
  'user_insert',
  `
INSERT INTO users (user_id, email, email_key, password_hash, role, tenant)
VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT DO NOTHING
RETURNING ${USER_COLUMNS}`,
);
