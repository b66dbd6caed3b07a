import { statement } from '../../../database/statement';

/**
 * Lets no team be held for longer than a lease lasts, whatever the clock was when it was taken. Nothing is taken from an
 * owner that lives: it has a whole lease to renew.
 *
 * $1 float8  seconds of a lease
 * $2 float8  seconds by which it may seem longer
 */
export const CUT_TEAM_LEASES = statement<[number, number], { team: string }>(
  'engine_cut_team_leases',
  `
UPDATE team_dispatch SET until = now() + make_interval(secs => $1)
 WHERE until > now() + make_interval(secs => $1::float8 + $2::float8)
RETURNING team`,
);
