import { effectivePriority, PRIORITIES } from '@cadre/domain';
import type { Queryable } from '../../database/statement';
import type { EventRow } from '../sql/event-row';
import { FIND_AGEING } from './sql/find-ageing.sql';
import { RAISE_PRIORITIES } from './sql/raise-priorities.sql';

const ACTOR = 'ageing';
const OF_EACH_LANE = 200;

/** Raises the priority of what has waited long. */
export class AgeingStore {
  constructor(private readonly db: Queryable) {}

  /** One sweep: by one named priority for every `afterSeconds` of waiting, up to `high`. */
  async raise(afterSeconds: number): Promise<readonly EventRow[]> {
    const ageing = { afterMs: afterSeconds * 1000 };
    const waiting = await this.db.query(FIND_AGEING, [afterSeconds, PRIORITIES.high, OF_EACH_LANE]);
    const due = waiting
      .map((row) => ({ ...row, raised: effectivePriority(row.base_priority, row.waited_ms, ageing) }))
      .filter(({ priority, raised }) => raised < priority);
    if (due.length === 0) return [];
    return this.db.query(RAISE_PRIORITIES, [
      due.map(({ task_id }) => task_id),
      due.map(({ priority }) => priority),
      due.map(({ raised }) => raised),
      ACTOR,
    ]);
  }
}
