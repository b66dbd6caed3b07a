import type { Queryable } from '../../database/statement';
import { COUNT_MIRRORED, FIND_UNMIRRORED, FORGET_MIRRORED, MARK_MIRRORED, type UnmirroredRow } from './sql/mirror.sql';

/** Below every UUIDv7. */
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/**
 * Which open dead letters have a copy at the broker. `mirrored_at` is a note and no promise: a copy may be gone, or there
 * twice, and either does no harm.
 */
export class MirrorStore {
  constructor(private readonly db: Queryable) {}

  /** Open ones of these teams without a copy, oldest first. */
  unmirrored(teams: readonly string[], limit: number): Promise<UnmirroredRow[]> {
    return this.db.query(FIND_UNMIRRORED, [teams, limit]);
  }

  /** After the broker confirmed their copies. */
  async markMirrored(deadLetterIds: readonly string[]): Promise<void> {
    if (deadLetterIds.length > 0) await this.db.execute(MARK_MIRRORED, [deadLetterIds]);
  }

  /** How many copies of open ones should stand at the broker. */
  async mirroredCount(team: string): Promise<number> {
    const [row] = await this.db.query(COUNT_MIRRORED, [team]);
    return row?.count ?? 0;
  }

  /** The broker lost copies of a team: all its open dead letters need new ones. Answers how many. */
  async forgetMirrored(team: string, batch: number): Promise<number> {
    let forgotten = 0;
    for (let after = FIRST_ID; ;) {
      const rows = await this.db.query(FORGET_MIRRORED, [team, after, batch]);
      const last = rows.at(-1);
      forgotten += rows.length;
      if (last === undefined || rows.length < batch) return forgotten;
      after = last.dlq_id;
    }
  }
}
