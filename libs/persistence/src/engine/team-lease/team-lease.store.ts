import { CLOCK_MARGIN_SECONDS } from '@cadre/domain';
import type { Queryable } from '../../database/statement';
import { ACQUIRE_TEAMS } from './sql/acquire-teams.sql';
import { CUT_TEAM_LEASES } from './sql/cut-team-leases.sql';
import { RELEASE_TEAMS } from './sql/release-teams.sql';

/** The right to dispatch for one team, until it lapses or a later term begins. */
export interface TeamLease {
  readonly team: string;
  readonly owner: string;
  readonly term: number;
}

/** Who dispatches for which team: one owner at a time, over all orchestrators. */
export class TeamLeaseStore {
  constructor(private readonly db: Queryable) {}

  /** Takes or renews what is free, lapsed or held already; answers with everything held now. */
  async acquire(owner: string, teams: readonly string[], seconds: number): Promise<readonly TeamLease[]> {
    const rows = await this.db.query(ACQUIRE_TEAMS, [owner, teams, seconds]);
    return rows.map(({ team, term }) => ({ team, owner, term }));
  }

  /** Ends in one lease's time what was taken before the clock was set back, unless its owner renews it. */
  async cutAhead(seconds: number): Promise<readonly string[]> {
    const rows = await this.db.query(CUT_TEAM_LEASES, [seconds, CLOCK_MARGIN_SECONDS]);
    return rows.map(({ team }) => team);
  }

  /** Gives all teams back. Answers with those that were held. */
  async release(owner: string): Promise<readonly string[]> {
    const rows = await this.db.query(RELEASE_TEAMS, [owner]);
    return rows.map(({ team }) => team);
  }
}
