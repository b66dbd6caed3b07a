import { statement } from '../../../database/statement';

/**
 * Which of these teams have anything pending at all: one index probe each.
 *
 * $1 text[]  teams
 */
export const FIND_WAITING_TEAMS = statement<[readonly string[]], { team: string }>(
  'engine_find_waiting_teams',
  `
SELECT asked.team
  FROM unnest($1::text[]) AS asked(team)
 WHERE EXISTS (SELECT 1 FROM tasks WHERE tasks.team = asked.team AND status = 'pending')`,
);
