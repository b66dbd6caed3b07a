import { statement } from '../../database/statement';

/**
 * Failed logins of an account from one address, not counting those before its last successful login or lock's end.
 *
 * $1 text   email, as it is compared
 * $2 inet   address; null counts those without one
 * $3 float8 how many seconds back
 */
export const COUNT_LOGIN_FAILURES = statement<[string, string | null, number], { count: number }>(
  'audit_count_login_failures',
  `
SELECT count(*)::int AS count
  FROM audit_log
 WHERE event_type = 'login_failed' AND email = $1 AND ip_address IS NOT DISTINCT FROM $2::inet
   AND "timestamp" > now() - make_interval(secs => $3::float8)`,
);
