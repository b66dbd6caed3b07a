import type { Database } from '../database/database';
import { visibilityParams, type Visibility } from '../visibility/visibility';
import { SUM_USAGE, type UsageGroupRow } from './sql/sum-usage.sql';

/** What attempts are grouped by. */
export const USAGE_DIMENSIONS = ['agent', 'user', 'tenant', 'day'] as const;
export type UsageDimension = (typeof USAGE_DIMENSIONS)[number];

export interface UsageQuery {
  readonly visibility: Visibility;
  readonly since: Date;
  /** Exclusive. */
  readonly until: Date;
  readonly by: readonly UsageDimension[];
  readonly limit: number;
}

/** What models were asked and paid for. */
export class UsageStore {
  constructor(private readonly db: Database) {}

  /** Each row also carries the sums of all groups; none when nothing was used. */
  sum({ visibility, since, until, by, limit }: UsageQuery): Promise<readonly UsageGroupRow[]> {
    const [agent, user, tenant, day] = USAGE_DIMENSIONS.map((dimension) => by.includes(dimension));
    const groups = [agent ?? false, user ?? false, tenant ?? false, day ?? false] as const;
    return this.db.query(SUM_USAGE, [since, until, ...visibilityParams(visibility), ...groups, limit]);
  }
}
