import { CLOCK_MARGIN_SECONDS } from '@cadre/domain';
import type { Queryable } from '../../database/statement';
import type { EventRow } from '../sql/event-row';
import { CUT_QUEUED } from './sql/cut-queued.sql';
import { FIND_PAUSED } from './sql/find-paused.sql';
import { FIND_QUEUED_BEFORE } from './sql/find-queued-before.sql';
import { SURVEY_QUEUED } from './sql/survey-queued.sql';
import { type Dispatch, type TakeBackReason, takeBackRows } from './take-back-rows';

/** A window never holds more. */
const AT_MOST = 2000;

/** A team that has tasks on the broker. Times by the database's clock. */
export interface QueuedTeam {
  readonly team: string;
  readonly oldestQueuedAtMs: number;
  readonly nowMs: number;
  /** Some of the tasks belong to a paused agent. */
  readonly paused: boolean;
  /** Something was started after the oldest of them was queued. */
  readonly othersFlow: boolean;
}

/** Returns tasks from the broker to the backlog. */
export class TakeBackStore {
  constructor(private readonly db: Queryable) {}

  takeBack(dispatches: readonly Dispatch[], reason: TakeBackReason, actor: string): Promise<readonly EventRow[]> {
    return takeBackRows(this.db, dispatches, reason, actor);
  }

  /** Takes what was queued before the clock was set back for queued now. Answers with these tasks. */
  async cutAhead(teams: readonly string[]): Promise<readonly string[]> {
    const rows = await this.db.query(CUT_QUEUED, [teams, CLOCK_MARGIN_SECONDS]);
    return rows.map((row) => row.task_id);
  }

  /** Which of these teams have tasks on the broker. */
  async queuedTeams(teams: readonly string[]): Promise<readonly QueuedTeam[]> {
    const rows = await this.db.query(SURVEY_QUEUED, [teams]);
    return rows.map((row) => ({
      team: row.team,
      oldestQueuedAtMs: row.oldest_queued_at_ms,
      nowMs: row.now_ms,
      paused: row.paused,
      othersFlow: row.others_flow,
    }));
  }

  /** Takes back what stands on the broker for agents that were paused. */
  async takeBackPaused(teams: readonly string[], actor: string): Promise<readonly EventRow[]> {
    const rows = await this.db.query(FIND_PAUSED, [teams, AT_MOST]);
    return this.takeBack(rows.map(toDispatch), 'paused', actor);
  }

  /** Takes back what was queued before a moment by the database's clock and still is. */
  async takeBackQueuedBefore(
    team: string,
    beforeMs: number,
    reason: TakeBackReason,
    actor: string,
  ): Promise<readonly EventRow[]> {
    const rows = await this.db.query(FIND_QUEUED_BEFORE, [team, beforeMs, AT_MOST]);
    return this.takeBack(rows.map(toDispatch), reason, actor);
  }
}

function toDispatch(row: { task_id: string; dispatch_no: number }): Dispatch {
  return { taskId: row.task_id, dispatchNo: row.dispatch_no };
}
