import { statement } from '../../../database/statement';

/**
 * Takes or renews the dispatch of every team that is free, lapsed or already the owner's. Answers with the teams held
 * now. The term rises with every change of hands and fences the former owner's transactions.
 *
 * $1 text      owner
 * $2 text[]    teams
 * $3 float8    seconds until the lease lapses
 */
export const ACQUIRE_TEAMS = statement<[string, readonly string[], number], { team: string; term: number }>(
  'engine_acquire_teams',
  `
INSERT INTO team_dispatch AS held (team, owner, term, until)
SELECT wanted.team, $1, 1, now() + make_interval(secs => $3)
  FROM unnest($2::text[]) AS wanted(team)
 ORDER BY wanted.team
    ON CONFLICT (team) DO UPDATE
   SET owner = excluded.owner,
       until = excluded.until,
       term = CASE WHEN held.owner = excluded.owner THEN held.term ELSE held.term + 1 END
 WHERE held.owner = excluded.owner OR held.owner IS NULL OR held.until < now()
RETURNING team, term`,
);
