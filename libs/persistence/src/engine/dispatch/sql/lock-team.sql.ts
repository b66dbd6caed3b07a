import { statement } from '../../../database/statement';

export interface LockedTeamRow {
  /** Slots of the team's live workers. */
  readonly live_slots: number;
  /** Largest share of the team per tenant, for tenants that have a cap. */
  readonly tenant_shares: Readonly<Record<string, number>> | null;
}

/**
 * Fences a dispatch transaction: no row comes back once another owner or a later term has the team, and while the row is
 * locked nobody can take it. Whoever counts what is in flight under this lock counts right.
 *
 * $1 text    team
 * $2 text    owner
 * $3 bigint  term
 * $4 float8  seconds after which a silent worker counts as dead
 */
export const LOCK_TEAM = statement<[string, string, number, number], LockedTeamRow>(
  'engine_lock_team',
  `
SELECT (SELECT coalesce(sum(slots), 0)::int FROM workers
         WHERE team = $1 AND status = 'active' AND drain_requested_at IS NULL
           AND last_heartbeat_at > now() - make_interval(secs => $4)) AS live_slots,
       (SELECT jsonb_object_agg(tenant, max_share) FROM tenants WHERE max_share IS NOT NULL) AS tenant_shares
  FROM team_dispatch
 WHERE team = $1 AND owner = $2 AND term = $3
   FOR NO KEY UPDATE OF team_dispatch`,
);
