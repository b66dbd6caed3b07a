import { statement } from '../../../database/statement';

/**
 * Gives every team of an owner back, so that another replica takes over at once.
 *
 * $1 text  owner
 */
export const RELEASE_TEAMS = statement<[string], { team: string }>(
  'engine_release_teams',
  `UPDATE team_dispatch SET owner = NULL, until = NULL WHERE owner = $1 RETURNING team`,
);
