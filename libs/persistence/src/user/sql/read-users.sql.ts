import { statement } from '../../database/statement';
import { USER_COLUMNS, type UserRecord, type UserRow } from '../user-row';

/** $1 text  key of the email */
export const FIND_USER_BY_EMAIL = statement<[string], UserRecord>(
  'user_find_by_email',
  `SELECT ${USER_COLUMNS}, users.password_hash FROM users WHERE email_key = $1`,
);

/** $1 uuid  user */
export const GET_USER = statement<[string], UserRecord>(
  'user_get',
  `SELECT ${USER_COLUMNS}, users.password_hash FROM users WHERE user_id = $1`,
);

/** $1 text[]  roles that count */
export const COUNT_USERS = statement<[readonly string[]], { count: number }>(
  'user_count',
  `SELECT count(*)::int AS count FROM users WHERE role = ANY ($1)`,
);

/** $1 int limit · $2 int offset */
export const LIST_USERS = statement<[number, number], UserRow>(
  'user_list',
  `SELECT ${USER_COLUMNS} FROM users ORDER BY created_at, user_id LIMIT $1 OFFSET $2`,
);
